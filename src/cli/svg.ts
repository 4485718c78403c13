import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Transformer } from '@napi-rs/image';
import opentype from 'opentype.js';
import { imageElement, rgbaOf } from '#shared/figures/svg-drawing';
import type { Font, Subset, Weight } from '#shared/figures/glyph-outlines';
import { outlineBackend, GlyphOutlines } from '#shared/figures/glyph-outlines';

/** Helpers for the pictures that commands write: SVG elements, text as outlines, and conversion to PNG. */

export function svgToPng(svg: string): Uint8Array {
  return Transformer.fromSvg(svg).pngSync();
}

/** Returns RGBA pixels as the data URL of a PNG. */
function pngUrl(rgba: Uint8ClampedArray, width: number, height: number): string {
  const png = Transformer.fromRgbaPixels(rgba, width, height).pngSync();
  return `data:image/png;base64,${png.toString('base64')}`;
}

const packages = createRequire(import.meta.url);
const fonts = new Map<string, Font>();

/** Outlines of the fonts that are installed with the app. */
const outlines = new GlyphOutlines(loadFont);

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
