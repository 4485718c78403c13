import { MODEL_COLOR, modelDashArray } from '../model-marks';
import type { PictureShape } from '../setup';

/** The pixels of a PNG for each px of a figure. */
export const PNG_SCALE = 2;

/** The style of a text. */
export interface TextStyle {
  /** The font size in px. */
  readonly size: number;
  readonly weight?: 400 | 600;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Rotated by 90° to read upwards. */
  readonly isUpwards?: boolean;
}

/**
 * The parts of drawing that differ between the command line and the window: text, because fonts come from
 * different places, and pictures, because pixels are encoded in different ways. Each function returns SVG
 * elements; positions are in px.
 */
export interface FigureBackend {
  readonly text: (text: string, x: number, y: number, style: TextStyle) => string;
  readonly textWidth: (text: string, style: TextStyle) => number;
  /** Draws pixels from 0 to 255, `shape` [height, width, channels], with hard edges. */
  readonly picture: (pixels: Uint8Array, shape: readonly [number, number, number], box: Box) => string;
}

/** Returns a picture's pixels [height, width, channels] as RGBA. A single channel becomes grey. */
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

/**
 * Returns an SVG image with hard pixels. `href` is the address of a picture file. Browsers understand one of
 * the two ways to ask for hard pixels, and other renderers the other.
 */
export function imageElement(href: string, { x, y, width, height }: Box): string {
  const place = `x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"`;
  return `<image ${place} image-rendering="optimizeSpeed" style="image-rendering:pixelated" href="${href}"/>`;
}

/** Returns a picture state [dim] as SVG elements, with hard pixels and a frame of that colour. */
export function stateImage(
  state: Float32Array,
  shape: PictureShape,
  box: Box,
  frame: string,
  backend: FigureBackend,
): string {
  const scale = 255 * Math.sqrt(state.length); // states are pixels in [0, 1] over sqrt(dim)
  const pixels = Uint8Array.from(state, (value) => Math.min(255, Math.max(0, Math.round(value * scale))));
  const at = `x="${px(box.x)}" y="${px(box.y)}" width="${px(box.width)}" height="${px(box.height)}"`;
  const { height, width, channels } = shape;
  return `${backend.picture(pixels, [height, width, channels], box)}<rect ${at} fill="none" stroke="${frame}" stroke-width="2" rx="2"/>`;
}

/** A rectangle in px; (x, y) is its top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The colours of figures. */
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

/** The dashes of figures, as values of `stroke-dasharray`. */
export const FIGURE_DASHES = {
  mrdam: modelDashArray('mrdam', 'figure-curve'),
  randomGuess: '4 3',
  prediction: '1.5 2.5',
  merged: '2 3',
  bound: '8 3 1.5 3',
} as const;

/** The paper's colours, from the highest beta down. */
const BETA_COLORS = ['#28348E', '#458FBC', '#91CBBC', '#CEE8B9'] as const;
/**
 * Colours for kinds without an order: distinct in lightness and hue for colour-blind readers, without the
 * models' colours.
 */
const KIND_COLORS = ['#222222', '#D55E00', '#B05A95', '#E69F00'] as const;

/** Returns a colour for each value of an ordered parameter. The highest value has the darkest colour. */
export function betaColors(values: readonly number[]): Map<number, string> {
  const descending = [...new Set(values)].sort((a, b) => b - a);
  return new Map(
    descending.map((value, i) => [value, BETA_COLORS[Math.min(i, BETA_COLORS.length - 1)] ?? '']),
  );
}

/** Returns the colour of the kind with that index; colours repeat after four kinds. */
export function kindColor(index: number): string {
  return KIND_COLORS[index % KIND_COLORS.length] ?? '';
}

/** Returns a number for SVG, rounded to two decimals. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Returns an SVG document of a size in px, on a white background. `scale` enlarges it as a whole. */
export function svgDocument(width: number, height: number, parts: readonly string[], scale = 1): string {
  const size = `width="${px(width * scale)}" height="${px(height * scale)}" viewBox="0 0 ${px(width)} ${px(height)}"`;
  const background = `<rect width="${px(width)}" height="${px(height)}" fill="${FIGURE_COLORS.background}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${background}${parts.join('')}</svg>`;
}
