import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Transformer } from '@napi-rs/image';
import opentype from 'opentype.js';
import { imageElement, rgbaOf } from '#shared/figures/ink';
import type { Font, Subset, Weight } from '#shared/figures/outlines';
import { outlineInk, Outlines } from '#shared/figures/outlines';
import type { PictureShape } from '#shared/setup';

/** Pieces of the pictures that commands write: SVG in, PNG out. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function svgToPng(svg: string): Uint8Array {
  return Transformer.fromSvg(svg).pngSync();
}

/** A picture state as an SVG image with hard pixels and a frame. */
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
  const image = `<image ${at} image-rendering="optimizeSpeed" href="${pngAddress(rgba, width, height)}"/>`;
  return `${image}<rect ${at} fill="none" stroke="${frame}" stroke-width="2" rx="2"/>`;
}

/** RGBA pixels as the address of a PNG that is in it. */
export function pngAddress(rgba: Uint8ClampedArray, width: number, height: number): string {
  const png = Transformer.fromRgbaPixels(rgba, width, height).pngSync();
  return `data:image/png;base64,${png.toString('base64')}`;
}

export function px(value: number): string {
  return value.toFixed(1);
}

/** Text as outlines, of the fonts that are installed with the app. */

const packages = createRequire(import.meta.url);
const fonts = new Map<string, Font>();

export const outlines = new Outlines(loadFont);

/** The width of a line of text in px. */
export function textWidth(text: string, size: number, weight: Weight): number {
  return outlines.width(text, { size, weight });
}

/** An SVG path; `x`, `y` is where the baseline begins. */
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

/** What the command line draws figures with. */
export const figureRenderer = outlineInk(outlines, (pixels, shape, box) => {
  const [height, width] = shape;
  return imageElement(pngAddress(rgbaOf(pixels, shape), width, height), box);
});
