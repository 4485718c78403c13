import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import opentype from 'opentype.js';

/**
 * Text as SVG outlines in Inter, so that a picture looks the same on a machine without fonts. Glyphs are set by their
 * own advances and kerned; Inter's ligature tables are not needed for labels.
 */
export type Weight = 400 | 600;

const packages = createRequire(import.meta.url);
const fonts = new Map<Weight, ReturnType<typeof opentype.parse>>();

function fontOf(weight: Weight) {
  const known = fonts.get(weight);
  if (known) return known;
  const bytes = readFileSync(packages.resolve(`@fontsource/inter/files/inter-latin-${String(weight)}-normal.woff`));
  const font = opentype.parse(new Uint8Array(bytes).buffer);
  fonts.set(weight, font);
  return font;
}

/** The width of a line of text in px. */
export function textWidth(text: string, sizePx: number, weight: Weight): number {
  return layOut(text, sizePx, weight).width;
}

/** An SVG path; `x`, `y` is where the baseline begins. */
export function textPath(text: string, x: number, y: number, sizePx: number, weight: Weight, fill: string): string {
  const { glyphs } = layOut(text, sizePx, weight);
  const outline = glyphs.map(({ glyph, dx }) => glyph.getPath(x + dx, y, sizePx).toPathData(2)).join('');
  return `<path d="${outline}" fill="${fill}"/>`;
}

function layOut(text: string, sizePx: number, weight: Weight) {
  const font = fontOf(weight);
  const scale = sizePx / font.unitsPerEm;
  let width = 0;
  const glyphs = Array.from(text, (character) => {
    const glyph = font.charToGlyph(character);
    const placed = { glyph, dx: width };
    width += (glyph.advanceWidth ?? 0) * scale;
    return placed;
  });
  return { glyphs, width };
}
