import type { Row } from '../experiments';

/** What float32 arithmetic can vouch for, and one more. */
const DIGITS = 8;

/** Rows as RFC 4180: a header of all columns, numbers with a point, nothing for what a row lacks. */
export function formatCsv(columns: readonly string[], rows: readonly Row[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))];
  return lines.map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

function field(value: Row[string]): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(Number(value.toPrecision(DIGITS)));
  if (typeof value === 'boolean') return String(value);
  return csvText(value);
}

/** A text as a cell of CSV, quoted where it must be. */
export function csvText(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
