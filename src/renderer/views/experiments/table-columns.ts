import type { Row } from '#shared/experiments';

/** The significant digits in the table; the saved file has more. */
const DIGITS = 6;
/** The widths of a character and of a cell's padding, in px. */
const [CHARACTER_WIDTH, PADDING] = [7.5, 32];
const MAX_WIDTH = 320;
/** Only so many rows are measured for the width of a column. */
const MEASURED_ROWS = 200;

export function cellText(value: Row[string] | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(Number(value.toPrecision(DIGITS))).replace('-', '−');
  return String(value);
}

/** Returns the column widths in px, wide enough for the names and the first rows. */
export function columnWidths(names: readonly string[], rows: readonly Row[]): number[] {
  const measured = rows.slice(0, MEASURED_ROWS);
  return names.map((name) => {
    const longest = measured.reduce(
      (length, row) => Math.max(length, cellText(row[name]).length),
      name.length,
    );
    return Math.min(MAX_WIDTH, PADDING + CHARACTER_WIDTH * longest);
  });
}

/** Returns the columns whose values differ between rows; all columns where there are fewer than two rows. */
export function varyingColumns(names: readonly string[], [first, ...others]: readonly Row[]): string[] {
  if (!first || others.length === 0) return [...names];
  return names.filter((name) => others.some((row) => row[name] !== first[name]));
}
