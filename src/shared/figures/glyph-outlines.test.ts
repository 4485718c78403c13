import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import opentype from 'opentype.js';
import { expect, it } from 'vitest';
import { GlyphOutlines } from './glyph-outlines';

const packages = createRequire(import.meta.url);
const fontOf = (subset: string, weight: number) => {
  const file = packages.resolve(`@fontsource/inter/files/inter-${subset}-${String(weight)}-normal.woff`);
  return opentype.parse(new Uint8Array(readFileSync(file)).buffer);
};
const latin = fontOf('latin', 400);
const outlines = new GlyphOutlines(fontOf);

/** Where a path of our own making begins each of its lines and curves, and ends them, on the page. */
function pointsOf(svg: string): [number, number][] {
  const [, x = '', y = '', scale = '', shift = ''] =
    /translate\((\S+) (\S+)\)scale\((\S+)\)translate\((\S+)\)/.exec(svg) ?? [];
  const points: [number, number][] = [];
  let at: [number, number] = [0, 0];
  for (const [, type, numbers = ''] of svg.matchAll(/([MmlqQ])([-\d. ]+)/g)) {
    const values = numbers.split(' ').map(Number);
    const [dx = NaN, dy = NaN] = values.slice(-2);
    at = type === 'M' ? [dx, dy] : [at[0] + dx, at[1] + dy];
    if (type !== 'M')
      points.push([Number(x) + Number(scale) * (Number(shift) + at[0]), Number(y) + Number(scale) * at[1]]);
  }
  return points;
}

it.each([
  ['start', 0],
  ['middle', -0.5],
  ['end', -1],
] as const)('draws what opentype.js draws, anchored at the %s', (anchor, share) => {
  const size = 40;
  const text = 'Error';
  const width = outlines.width(text, { size });
  // placed glyph by glyph without kerning, as labels are
  let x = 100 + share * width;
  const expected = Array.from(text).flatMap((character) => {
    const glyph = latin.charToGlyph(character);
    const path = glyph.getPath(x, 50, size).commands;
    x += ((glyph.advanceWidth ?? NaN) * size) / latin.unitsPerEm;
    return path.flatMap((command) => ('x' in command ? [[command.x, command.y] as const] : []));
  });
  const points = pointsOf(outlines.path(text, 100, 50, { size, anchor }));
  expect(points).toHaveLength(expected.length);
  // coordinates and advances are rounded to a thousandth of the size: half of that each, five advances
  const tolerance = (3 * size) / 1000;
  points.forEach(([px, py], i) => {
    expect(Math.abs(px - (expected[i]?.[0] ?? NaN))).toBeLessThan(tolerance);
    expect(Math.abs(py - (expected[i]?.[1] ?? NaN))).toBeLessThan(tolerance);
  });
});

it('takes Greek from the font file that has it, raises superscripts, and leaves a gap for a thin space', () => {
  const beta = fontOf('greek', 600).charToGlyph('β');
  const style = { size: 1000, weight: 600 } as const;
  expect(outlines.width('β', style)).toBeCloseTo(
    ((beta.advanceWidth ?? NaN) * 1000) / latin.unitsPerEm,
    -0.5,
  );
  // a superscript is the digit itself, smaller
  expect(outlines.width('⁵', style) / outlines.width('5', style)).toBeCloseTo(0.7, 2);
  expect(outlines.width('1\u202f000', style) - outlines.width('1000', style)).toBeCloseTo(1000 / 6);
});
