import type { Row } from '../experiments';

/** Reading columns of rows. */

/** NaN where there is no number. */
export function number(row: Row, column: string): number {
  const value = row[column];
  return typeof value === 'number' ? value : NaN;
}

export function numbers(rows: readonly Row[], column: string): number[] {
  return rows.map((row) => number(row, column));
}

/** The different values of a column, in the order in which they come; numbers ascending. */
export function valuesOf<T extends Row[string]>(rows: readonly Row[], column: string): T[] {
  const values = [...new Set(rows.map((row) => row[column] as T))];
  return values.sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : 0));
}

export function where(rows: readonly Row[], wanted: Row): Row[] {
  return rows.filter((row) => Object.entries(wanted).every(([column, value]) => row[column] === value));
}

/** The same, in ascending order of a column. */
export function sortedBy(rows: readonly Row[], column: string): Row[] {
  return [...rows].sort((a, b) => number(a, column) - number(b, column));
}
