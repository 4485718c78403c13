import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import opentype from 'opentype.js';
import type { Font, Subset, Weight } from '#shared/figures/outlines';
import { Outlines } from '#shared/figures/outlines';

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
