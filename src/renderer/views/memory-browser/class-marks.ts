import type { Theme } from '../../theme/theme';

/** How a class is marked: one of the colours and one of the patterns, each of which goes on with the next class. */
export interface ClassMark {
  /** Of `Theme.classes`. */
  readonly color: number;
  readonly pattern: number;
}

const NUM_COLORS = 5;

/** Lines and gaps in turn, as shares of the width: whoever does not see the colours tells classes apart by these. */
const PATTERNS = [[1], [0.44, 0.12, 0.44], [0.16, 0.12, 0.16, 0.12, 0.16, 0.12, 0.16], [0.5]] as const;

/** So many classes look different; with more, marks come again. */
export const NUM_MARKS = NUM_COLORS * PATTERNS.length;

/** The marks of a set's classes, by their names in order. */
export function classMarksOf(classes: Iterable<string>): ReadonlyMap<string, ClassMark> {
  const names = [...new Set(classes)].sort();
  return new Map(names.map((name, i) => [name, { color: i % NUM_COLORS, pattern: i % PATTERNS.length }]));
}

/** The colour of a class, for whatever else is framed by it. */
export function classColor(mark: ClassMark, theme: Theme): string {
  return theme.classes[mark.color] ?? theme.ink3;
}

/** From where to where the pattern has its lines, as shares of the width. */
export function linesOf({ pattern }: ClassMark): { readonly from: number; readonly share: number }[] {
  let from = 0;
  return (PATTERNS[pattern] ?? PATTERNS[0]).flatMap((share, i) => {
    const line = { from, share };
    from += share;
    return i % 2 === 0 ? [line] : [];
  });
}
