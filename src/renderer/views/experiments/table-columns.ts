import type { Row } from '#shared/experiments';

/** Significant digits in the table; the file has more. */
const DIGITS = 6;
/** Widths of a character and of a cell's padding, in px. */
const [CHARACTER, EDGES] = [7.5, 32];
const MAX_WIDTH = 320;
/** So many rows decide how wide a column is. */
const SEEN_ROWS = 200;

export function cellText(value: Row[string] | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(Number(value.toPrecision(DIGITS))).replace('-', '−');
  return String(value);
}

/** Column widths in px, wide enough for the names and the first rows. */
export function columnWidths(names: readonly string[], rows: readonly Row[]): number[] {
  const seen = rows.slice(0, SEEN_ROWS);
  return names.map((name) => {
    const longest = seen.reduce((length, row) => Math.max(length, cellText(row[name]).length), name.length);
    return Math.min(MAX_WIDTH, EDGES + CHARACTER * longest);
  });
}

/** The columns whose values differ from row to row; all of them where there is nothing to compare. */
export function varyingColumns(names: readonly string[], [first, ...others]: readonly Row[]): string[] {
  if (!first || others.length === 0) return [...names];
  return names.filter((name) => others.some((row) => row[name] !== first[name]));
}
