import type { Theme } from '../../theme/theme';

/** A class is marked by a colour and a pattern; both advance from class to class. */
export interface ClassMark {
  /** Index into `Theme.classes`. */
  readonly color: number;
  readonly pattern: number;
}

const NUM_COLORS = 5;

/** Alternating lines and gaps as shares of the width. They tell classes apart without colour. */
const PATTERNS = [[1], [0.44, 0.12, 0.44], [0.16, 0.12, 0.16, 0.12, 0.16, 0.12, 0.16], [0.5]] as const;

/** Number of distinct marks; with more classes, marks repeat. */
export const NUM_MARKS = NUM_COLORS * PATTERNS.length;

/** Assigns marks to class names in alphabetical order. */
export function classMarksOf(classes: Iterable<string>): ReadonlyMap<string, ClassMark> {
  const names = [...new Set(classes)].sort();
  return new Map(names.map((name, i) => [name, { color: i % NUM_COLORS, pattern: i % PATTERNS.length }]));
}

/** The colour of a mark. */
export function classColor(mark: ClassMark, theme: Theme): string {
  return theme.classes[mark.color] ?? theme.ink3;
}

/** The lines of a mark's pattern: start and length as shares of the width. */
export function linesOf({ pattern }: ClassMark): { readonly from: number; readonly share: number }[] {
  let from = 0;
  return (PATTERNS[pattern] ?? PATTERNS[0]).flatMap((share, i) => {
    const line = { from, share };
    from += share;
    return i % 2 === 0 ? [line] : [];
  });
}
