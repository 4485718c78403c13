import { expect, it } from 'vitest';
import { dot, lengthOf, orthonormalPair } from './vectors';

it('an orthonormal pair spans the plane of its vectors, however nearly parallel they are', () => {
  const first = Float64Array.of(3, 4, 0);
  for (const angle of [1, 1e-3, 1e-6]) {
    const second = Float64Array.of(3 - 4 * angle, 4 + 3 * angle, 0);
    const { axes, remaining } = orthonormalPair(first, second);
    const [u, v] = axes;
    expect(lengthOf(u)).toBeCloseTo(1, 14);
    expect(lengthOf(v)).toBeCloseTo(1, 14);
    expect(Math.abs(dot(u, v))).toBeLessThan(1e-15);
    expect(dot(v, second)).toBeGreaterThan(0);
    expect(remaining).toBeCloseTo(Math.sin(Math.atan(angle)), 14);
  }
});

it.each([
  [Float64Array.of(1, 2), Float64Array.of(2, 4)],
  [Float64Array.of(0, 0), Float64Array.of(2, 4)],
  [Float64Array.of(1, 2), Float64Array.of(0, 0)],
])('%o and %o have nothing left that is perpendicular', (first, second) => {
  expect(orthonormalPair(first, second).remaining > 1e-12).toBe(false);
});
