import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Transformer } from '@napi-rs/image';
import opentype from 'opentype.js';
import { imageElement, rgbaOf } from '#shared/figures/svg-drawing';
import type { Font, Subset, Weight } from '#shared/figures/glyph-outlines';
import { outlineBackend, GlyphOutlines } from '#shared/figures/glyph-outlines';
import type { PictureShape } from '#shared/setup';

/** Helpers for the pictures that commands write: SVG elements, text as outlines, and conversion to PNG. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function svgToPng(svg: string): Uint8Array {
  return Transformer.fromSvg(svg).pngSync();
}

/** Returns a state as an SVG image with a frame, drawn without smoothing. */
export function stateImage(state: Float32Array, shape: PictureShape, box: Box, frame: string): string {
  const { height, width, channels } = shape;
  const scale = 255 * Math.sqrt(state.length); // states are pixels in [0, 1] over sqrt(dim)
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      rgba[4 * i + c] = (state[i * channels + Math.min(c, channels - 1)] ?? 0) * scale;
    }
  }
  const { x, y } = box;
  const at = `x="${px(x)}" y="${px(y)}" width="${px(box.width)}" height="${px(box.height)}"`;
  const image = `<image ${at} image-rendering="optimizeSpeed" href="${pngUrl(rgba, width, height)}"/>`;
  return `${image}<rect ${at} fill="none" stroke="${frame}" stroke-width="2" rx="2"/>`;
}

/** Returns RGBA pixels as the data URL of a PNG. */
export function pngUrl(rgba: Uint8ClampedArray, width: number, height: number): string {
  const png = Transformer.fromRgbaPixels(rgba, width, height).pngSync();
  return `data:image/png;base64,${png.toString('base64')}`;
}

export function px(value: number): string {
  return value.toFixed(1);
}

const packages = createRequire(import.meta.url);
const fonts = new Map<string, Font>();

/** Outlines of the fonts that are installed with the app. */
export const outlines = new GlyphOutlines(loadFont);

/** Returns the width of a line of text in px. */
export function textWidth(text: string, size: number, weight: Weight): number {
  return outlines.width(text, { size, weight });
}

/** Returns text as an SVG path. The baseline starts at `x`, `y`. */
export function textPath(
  text: string,
  x: number,
  y: number,
  size: number,
  weight: Weight,
  fill: string,
): string {
  return outlines.path(text, x, y, { size, weight, fill });
}

function loadFont(subset: Subset, weight: Weight): Font {
  const file = `@fontsource/inter/files/inter-${subset}-${String(weight)}-normal.woff`;
  const known = fonts.get(file);
  if (known) return known;
  const font = opentype.parse(new Uint8Array(readFileSync(packages.resolve(file))).buffer);
  fonts.set(file, font);
  return font;
}

/** The canvas on which the command line draws figures. */
export const figureRenderer = outlineBackend(outlines, (pixels, shape, box) => {
  const [height, width] = shape;
  return imageElement(pngUrl(rgbaOf(pixels, shape), width, height), box);
});
