import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import opentype from 'opentype.js';

/**
 * Text as SVG outlines in Inter, so that a picture looks the same on a machine without fonts. Glyphs are set by their
 * own advances; ligatures and kerning are not needed for labels.
 */
export type Weight = 400 | 600;
type Font = ReturnType<typeof opentype.parse>;

const packages = createRequire(import.meta.url);
const SUBSETS = ['latin', 'greek', 'latin-ext'];
const THIN_SPACE = '\u202f';
const fonts = new Map<string, Font>();

/** The width of a line of text in px. */
export function textWidth(text: string, sizePx: number, weight: Weight): number {
  return layOut(text, sizePx, weight).width;
}

/** An SVG path; `x`, `y` is where the baseline begins. */
export function textPath(
  text: string,
  x: number,
  y: number,
  sizePx: number,
  weight: Weight,
  fill: string,
): string {
  const { glyphs } = layOut(text, sizePx, weight);
  const outline = glyphs.map(({ glyph, dx }) => glyph.getPath(x + dx, y, sizePx).toPathData(2)).join('');
  return `<path d="${outline}" fill="${fill}"/>`;
}

function layOut(text: string, sizePx: number, weight: Weight) {
  let width = 0;
  const glyphs = Array.from(text).flatMap((character) => {
    if (character === THIN_SPACE) {
      width += sizePx / 6;
      return [];
    }
    const font = fontFor(character, weight);
    const glyph = font.charToGlyph(character);
    const placed = { glyph, dx: width };
    width += ((glyph.advanceWidth ?? 0) * sizePx) / font.unitsPerEm;
    return [placed];
  });
  return { glyphs, width };
}

/** The first subset of Inter that has the character; the first of all, and its "no such glyph", where none has. */
function fontFor(character: string, weight: Weight): Font {
  for (const subset of SUBSETS) {
    const font = loadFont(subset, weight);
    if (font.hasChar(character)) return font;
  }
  return loadFont('latin', weight);
}

function loadFont(subset: string, weight: Weight): Font {
  const file = `@fontsource/inter/files/inter-${subset}-${String(weight)}-normal.woff`;
  const known = fonts.get(file);
  if (known) return known;
  const font = opentype.parse(new Uint8Array(readFileSync(packages.resolve(file))).buffer);
  fonts.set(file, font);
  return font;
}
