import type { Row } from '../experiments';

/** The significant digits of float32, and one more. */
const DIGITS = 8;

/**
 * Returns rows as CSV (RFC 4180) with a header of all columns. Numbers have a decimal point and at most 8
 * digits; a missing or null value is an empty field. `comments` precede the header, a line each.
 */
export function formatCsv(
  columns: readonly string[],
  rows: readonly Row[],
  comments: readonly string[] = [],
): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))];
  const texts = [...comments, ...lines.map((line) => line.map(field).join(','))];
  return texts.map((text) => `${text}\r\n`).join('');
}

function field(value: Row[string]): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(Number(value.toPrecision(DIGITS)));
  if (typeof value === 'boolean') return String(value);
  return csvText(value);
}

/** Returns a text as a field of CSV, quoted where necessary. */
export function csvText(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
