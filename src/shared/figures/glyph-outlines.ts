import type { FigureBackend, TextStyle } from './svg-drawing';
import { px } from './svg-drawing';

/**
 * Text as SVG outlines in Inter, so that a picture looks the same on a machine without fonts. Glyphs are set by their
 * own advances; ligatures and kerning are not needed for labels.
 */

/** The files that Inter comes in; a character is taken from the first that has it. */
const SUBSETS = ['latin', 'greek', 'latin-ext'] as const;
export type Subset = (typeof SUBSETS)[number];
export type Weight = NonNullable<TextStyle['weight']>;

/** Of a font that opentype.js has read, as much as is needed here. */
export interface Font {
  readonly unitsPerEm: number;
  hasChar(character: string): boolean;
  charToGlyph(character: string): {
    readonly advanceWidth?: number | undefined;
    getPath(x: number, y: number, size: number): { readonly commands: readonly Command[] };
  };
}

/** A step of an outline: M and L have x, y; Q has x1, y1 too; Z has none. */
interface Command {
  readonly type: string;
  readonly x?: number;
  readonly y?: number;
  readonly x1?: number;
  readonly y1?: number;
}

interface Glyph {
  /** In thousandths of the font's size. */
  readonly advance: number;
  /** The path from the glyph's origin, relative and in the same unit. */
  readonly outline: string;
}

const EM = 1000;
const THIN_SPACE = '\u202f';

export class GlyphOutlines {
  readonly #load: (subset: Subset, weight: Weight) => Font;
  readonly #glyphs = new Map<string, Glyph>();

  constructor(load: (subset: Subset, weight: Weight) => Font) {
    this.#load = load;
  }

  /** In px. */
  width(text: string, { size, weight = 400 }: TextStyle): number {
    return (this.#glyphsOf(text, weight).reduce((sum, { advance }) => sum + advance, 0) * size) / EM;
  }

  /** An SVG path; the baseline begins, has its middle or ends at `x`, `y`, by the style's anchor. */
  path(text: string, x: number, y: number, style: TextStyle): string {
    const { size, weight = 400, fill = '#000', anchor = 'start', upwards = false } = style;
    let advanced = 0;
    const outline = this.#glyphsOf(text, weight).map((glyph) => {
      const at = advanced;
      advanced += glyph.advance;
      return glyph.outline && `M${String(at)} 0${glyph.outline}`;
    });
    const start = { start: 0, middle: -advanced / 2, end: -advanced }[anchor];
    const turn = upwards ? 'rotate(-90)' : '';
    const place = `translate(${px(x)} ${px(y)})${turn}scale(${String(size / EM)})translate(${px(start)})`;
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

  /** The first subset that has the character; the first of all, and its "no such glyph", where none has. */
  #read(character: string, weight: Weight): Glyph {
    const subset = SUBSETS.find((name) => this.#load(name, weight).hasChar(character)) ?? SUBSETS[0];
    const font = this.#load(subset, weight);
    const glyph = font.charToGlyph(character);
    return {
      advance: Math.round(((glyph.advanceWidth ?? 0) * EM) / font.unitsPerEm),
      outline: relativePath(glyph.getPath(0, 0, EM).commands),
    };
  }
}

/** Whole numbers from point to point: short to write, and quick for a browser to read. */
function relativePath(commands: readonly Command[]): string {
  let path = '';
  let [fromX, fromY] = [0, 0];
  for (const { type, x, y, x1 = 0, y1 = 0 } of commands) {
    if (x === undefined || y === undefined) continue; // an area is closed by being filled
    const step = (toX: number, toY: number) =>
      `${String(Math.round(toX) - fromX)} ${String(Math.round(toY) - fromY)}`;
    path += type.toLowerCase() + (type === 'Q' ? `${step(x1, y1)} ` : '') + step(x, y);
    [fromX, fromY] = [Math.round(x), Math.round(y)];
  }
  return path;
}

/** An ink whose text is outlines; `picture` turns pixels into an SVG image. */
export function outlineBackend(outlines: GlyphOutlines, picture: FigureBackend['picture']): FigureBackend {
  return {
    text: outlines.path.bind(outlines),
    textWidth: outlines.width.bind(outlines),
    picture,
  };
}
