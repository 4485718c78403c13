import type { FigureBackend, TextStyle } from './svg-drawing';
import { px } from './svg-drawing';

/** The font files of Inter. A character is taken from the first file that has it. */
const SUBSETS = ['latin', 'greek', 'latin-ext'] as const;

/** The name of a font file of Inter, which holds a subset of its characters. */
export type Subset = (typeof SUBSETS)[number];

/** The weight of a font, as in CSS. */
export type Weight = NonNullable<TextStyle['weight']>;

/** The part of a font read by opentype.js that is used here. */
export interface Font {
  readonly unitsPerEm: number;
  hasChar(character: string): boolean;
  charToGlyph(character: string): {
    readonly advanceWidth?: number | undefined;
    getPath(x: number, y: number, size: number): { readonly commands: readonly Command[] };
  };
}

/** A command of an outline. M and L have x and y, Q has x1 and y1 too, and Z has none. */
interface Command {
  readonly type: string;
  readonly x?: number;
  readonly y?: number;
  readonly x1?: number;
  readonly y1?: number;
}

interface Glyph {
  /** The advance width in thousandths of the font size. */
  readonly advance: number;
  /** The SVG path from the glyph's origin, relative and in the same unit. */
  readonly outline: string;
}

const EM = 1000;
const THIN_SPACE = '\u202f';
/** The characters that are set as smaller, raised ones, because Inter's files have few superscripts. */
const SUPERSCRIPTS = new Map(Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹⁻', (raised, i) => [raised, '0123456789−'.charAt(i)]));
const SUPERSCRIPT_SIZE = 0.7;
const SUPERSCRIPT_RISE = 0.35;

/**
 * Text as SVG outlines in Inter, so that a picture looks the same on a machine without the font. Glyphs are
 * placed by their advance widths, without ligatures and kerning, which labels do not need. `load` returns a
 * font file; glyphs are cached.
 */
export class GlyphOutlines {
  readonly #load: (subset: Subset, weight: Weight) => Font;
  readonly #glyphs = new Map<string, Glyph>();

  constructor(load: (subset: Subset, weight: Weight) => Font) {
    this.#load = load;
  }

  /** Returns the width of a text in px. */
  width(text: string, { size, weight = 400 }: TextStyle): number {
    return (this.#glyphsOf(text, weight).reduce((sum, { advance }) => sum + advance, 0) * size) / EM;
  }

  /**
   * Returns a text as an SVG path. The start, middle or end of the baseline is at (x, y) in px, by the
   * style's anchor.
   */
  path(text: string, x: number, y: number, style: TextStyle): string {
    const { size, weight = 400, fill = '#000', anchor = 'start', isUpwards = false } = style;
    let advanced = 0;
    const outline = this.#glyphsOf(text, weight).map((glyph) => {
      const at = advanced;
      advanced += glyph.advance;
      return glyph.outline && `M${String(at)} 0${glyph.outline}`;
    });
    const start = { start: 0, middle: -advanced / 2, end: -advanced }[anchor];
    const rotation = isUpwards ? 'rotate(-90)' : '';
    const place = `translate(${px(x)} ${px(y)})${rotation}scale(${String(size / EM)})translate(${px(start)})`;
    return `<path transform="${place}" d="${outline.join('')}" fill="${fill}"/>`;
  }

  #glyphsOf(text: string, weight: Weight): Glyph[] {
    return Array.from(text, (character) => {
      const key = `${character} ${String(weight)}`;
      const known = this.#glyphs.get(key);
      if (known) return known;
      const glyph =
        character === THIN_SPACE ? { advance: EM / 6, outline: '' } : this.#read(character, weight);
      this.#glyphs.set(key, glyph);
      return glyph;
    });
  }

  /**
   * Returns a character's glyph from the first subset that has it, or the first subset's glyph for a missing
   * character.
   */
  #read(character: string, weight: Weight): Glyph {
    const raised = SUPERSCRIPTS.get(character);
    const drawn = raised ?? character;
    const [size, rise] = raised === undefined ? [EM, 0] : [SUPERSCRIPT_SIZE * EM, SUPERSCRIPT_RISE * EM];
    const subset = SUBSETS.find((name) => this.#load(name, weight).hasChar(drawn)) ?? SUBSETS[0];
    const font = this.#load(subset, weight);
    const glyph = font.charToGlyph(drawn);
    return {
      advance: Math.round(((glyph.advanceWidth ?? 0) * size) / font.unitsPerEm),
      outline: relativePath(glyph.getPath(0, -rise, size).commands),
    };
  }
}

/** Returns a relative path in whole numbers, which is short and quick for a browser to parse. */
function relativePath(commands: readonly Command[]): string {
  let path = '';
  let [fromX, fromY] = [0, 0];
  for (const { type, x, y, x1 = 0, y1 = 0 } of commands) {
    if (x === undefined || y === undefined) continue; // Z is not needed: filling closes an outline
    const step = (toX: number, toY: number) =>
      `${String(Math.round(toX) - fromX)} ${String(Math.round(toY) - fromY)}`;
    path += type.toLowerCase() + (type === 'Q' ? `${step(x1, y1)} ` : '') + step(x, y);
    [fromX, fromY] = [Math.round(x), Math.round(y)];
  }
  return path;
}

/** Returns a backend that draws text as outlines. `picture` draws pixels as an SVG image. */
export function outlineBackend(outlines: GlyphOutlines, picture: FigureBackend['picture']): FigureBackend {
  return {
    text: outlines.path.bind(outlines),
    textWidth: outlines.width.bind(outlines),
    picture,
  };
}
