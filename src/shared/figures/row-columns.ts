import type { Row } from '../experiments';

/** Returns the number in a column of a row; NaN where there is none. */
export function numberIn(row: Row, column: string): number {
  const value = row[column];
  return typeof value === 'number' ? value : NaN;
}

/** Returns the numbers in a column of rows; NaN where a row has none. */
export function numbersIn(rows: readonly Row[], column: string): number[] {
  return rows.map((row) => numberIn(row, column));
}

/** Returns the different numbers in a column, ascending. Rows without a number there do not count. */
export function distinctNumbers(rows: readonly Row[], column: string): number[] {
  const values = rows.map((row) => row[column]).filter((value) => typeof value === 'number');
  return [...new Set(values)].sort((a, b) => a - b);
}

/**
 * Returns the different texts in a column, in the order of the rows. Rows without a text there do not count.
 */
export function distinctTexts(rows: readonly Row[], column: string): string[] {
  return [...new Set(rows.map((row) => row[column]).filter((value) => typeof value === 'string'))];
}

/** Returns the rows that have all of the given values. */
export function rowsWhere(rows: readonly Row[], values: Row): Row[] {
  return rows.filter((row) => Object.entries(values).every(([column, value]) => row[column] === value));
}

/** Returns the rows in ascending order of the numbers in a column. */
export function sortRows(rows: readonly Row[], column: string): Row[] {
  return [...rows].sort((a, b) => numberIn(a, column) - numberIn(b, column));
}
