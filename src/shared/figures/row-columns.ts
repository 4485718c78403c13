import type { Row } from '../experiments';

/** Reading columns of rows. */

/** NaN where there is no number. */
export function numberIn(row: Row, column: string): number {
  const value = row[column];
  return typeof value === 'number' ? value : NaN;
}

export function numbersIn(rows: readonly Row[], column: string): number[] {
  return rows.map((row) => numberIn(row, column));
}

/** The different values of a column, in the order in which they come; numbers ascending. */
export function distinctValues<T extends Row[string]>(rows: readonly Row[], column: string): T[] {
  const values = [...new Set(rows.map((row) => row[column] as T))];
  return values.sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : 0));
}

export function rowsWhere(rows: readonly Row[], wanted: Row): Row[] {
  return rows.filter((row) => Object.entries(wanted).every(([column, value]) => row[column] === value));
}

/** The same, in ascending order of a column. */
export function sortRows(rows: readonly Row[], column: string): Row[] {
  return [...rows].sort((a, b) => numberIn(a, column) - numberIn(b, column));
}
