import { expect, it } from 'vitest';
import { drawWithoutReplacement, Random, Stream, threefry2x32 } from './random';

it('threefry2x32 returns the known answers of its authors', () => {
  // key, counter, result: the test vectors published with Random123
  const known = [
    [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
  ] as const;
  const out = new Uint32Array(2);
  for (const [k0, k1, c0, c1, x0, x1] of known) {
    threefry2x32(k0, k1, c0, c1, out);
    expect([...out]).toEqual([x0, x1]);
  }
});

it('reproduces each block in any order, and blocks differ', () => {
  const block = (seed: number, number: number) => {
    const random = new Random(seed, Stream.gaussian, number);
    return [random.normal(), random.uniform(), random.bits()];
  };
  const later = block(3, 7);
  expect(block(3, 6)).not.toEqual(later);
  expect(block(4, 7)).not.toEqual(later);
  expect(block(3, 7)).toEqual(later);
});

it('draws normal and chi-distributed numbers with the moments of their distributions', () => {
  const random = new Random(1, Stream.norms);
  const count = 200_000;
  const normals = Float64Array.from({ length: count }, () => random.normal());
  const moment = (power: number) => normals.reduce((sum, value) => sum + value ** power, 0) / count;
  // four standard errors of each moment
  expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(count));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
  for (const degrees of [4, 49, 3072]) {
    const squares = Float64Array.from({ length: 20_000 }, () => random.chi(degrees) ** 2);
    const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length;
    const variance = squares.reduce((sum, value) => sum + (value - mean) ** 2, 0) / squares.length;
    expect(Math.abs(mean - degrees)).toBeLessThan(4 * Math.sqrt((2 * degrees) / squares.length));
    expect(variance / (2 * degrees)).toBeCloseTo(1, 1);
  }
});

it('draws permutations without replacement, with every entry equally likely', () => {
  const all = drawWithoutReplacement(new Random(5, Stream.draw), 50, 50);
  expect([...all].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  const hits = new Float64Array(10);
  for (let seed = 0; seed < 5000; seed++) {
    for (const index of drawWithoutReplacement(new Random(seed, Stream.draw), 10, 3))
      hits[index] = (hits[index] ?? 0) + 1;
  }
  for (const count of hits) expect(Math.abs(count - 1500)).toBeLessThan(4 * Math.sqrt(5000 * 0.3 * 0.7));
});
