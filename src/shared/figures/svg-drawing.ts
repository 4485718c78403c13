import { MODEL_COLOR, modelDashArray } from '../model-marks';

/**
 * What a figure is drawn with. Figures are functions from rows to SVG; where fonts come from and how pixels become a
 * picture's file differs between the command line and the window.
 */
export interface TextStyle {
  readonly size: number;
  readonly weight?: 400 | 600;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Turned a quarter, reading upwards. */
  readonly upwards?: boolean;
}

export interface FigureBackend {
  readonly text: (text: string, x: number, y: number, style: TextStyle) => string;
  readonly textWidth: (text: string, style: TextStyle) => number;
  /** Pixels 0 to 255, [height, width, channels], with hard edges. */
  readonly picture: (pixels: Uint8Array, shape: readonly [number, number, number], box: Box) => string;
}

/** The pixels of a picture for those who want four channels. */
export function rgbaOf(
  pixels: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = pixels[i * channels + Math.min(c, channels - 1)] ?? 0;
  }
  return rgba;
}

/** An SVG image with hard pixels, of a picture's file as an address. Browsers and other renderers know one word each. */
export function imageElement(href: string, { x, y, width, height }: Box): string {
  const place = `x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"`;
  return `<image ${place} image-rendering="optimizeSpeed" style="image-rendering:pixelated" href="${href}"/>`;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const FIGURE_COLORS = {
  background: '#ffffff',
  text: '#16181c',
  secondaryText: '#5a606b',
  axis: '#8b919c',
  grid: '#e6e8ec',
  randomGuess: '#d7263d',
  mrdam: MODEL_COLOR.mrdam,
  drdam: MODEL_COLOR.drdam,
} as const;

export const FIGURE_DASHES = {
  mrdam: modelDashArray('mrdam', 'figure-curve'),
  randomGuess: '4 3',
  prediction: '1.5 2.5',
  merged: '2 3',
  bound: '8 3 1.5 3',
} as const;

/** The paper's colours, from the highest beta down. */
const BETA_COLORS = ['#28348E', '#458FBC', '#91CBBC', '#CEE8B9'] as const;
/** For what has no order: distinct in lightness and hue, also to the colour-blind; green and blue are the models'. */
const KIND_COLORS = ['#222222', '#D55E00', '#B05A95', '#E69F00'] as const;

/** value -> colour for an ordered parameter; the highest is darkest. */
export function betaColors(values: readonly number[]): Map<number, string> {
  const falling = [...new Set(values)].sort((a, b) => b - a);
  return new Map(falling.map((value, i) => [value, BETA_COLORS[Math.min(i, BETA_COLORS.length - 1)] ?? '']));
}

export function kindColor(index: number): string {
  return KIND_COLORS[index % KIND_COLORS.length] ?? '';
}

export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A whole figure; `scale` enlarges it without changing a line's place in it. */
export function svgDocument(width: number, height: number, parts: readonly string[], scale = 1): string {
  const size = `width="${px(width * scale)}" height="${px(height * scale)}" viewBox="0 0 ${px(width)} ${px(height)}"`;
  const ground = `<rect width="${px(width)}" height="${px(height)}" fill="${FIGURE_COLORS.background}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${ground}${parts.join('')}</svg>`;
}
