import { expect, it } from 'vitest';
import { formatCsv } from './csv';

it('quotes fields only where necessary', () => {
  const rows = [{ a: 'plain', b: 'a, "b"\r\nc', c: null }];
  expect(formatCsv(['a', 'b', 'c', 'd'], rows)).toBe('a,b,c,d\r\nplain,"a, ""b""\r\nc",,\r\n');
});

it('writes numbers with a decimal point and at most 8 digits, and booleans as words', () => {
  const rows = [{ a: 0.1 + 0.2, b: 180_000, c: 1.23456789012e-12, d: true }];
  expect(formatCsv(['a', 'b', 'c', 'd'], rows)).toBe('a,b,c,d\r\n0.3,180000,1.2345679e-12,true\r\n');
});
