import { describe, expect, it } from 'vitest';
import { sumFeatures } from '#engine/memories/sum-features';
import { ProjectionOnDevice } from '#engine/memories/projection-on-device';
import { gaussianProjection, makeProjection } from '#engine/memories/projection';
import { Random, Stream } from '#engine/memories/random';
import { never } from '../support/descents';
import { onCpu } from '../support/devices';
import { coordinatesOf } from '../support/features';
import { project } from '../support/project';
import { at, dot, squareDistance, sum } from '../support/reference';

/** phi(x).phi(y) estimates k(x, y): its mean and its variance over many draws of S, against their formulas. */

const runtime = onCpu();
const DRAWS = 2000;
/** The standard error of a variance of 2000 nearly normal numbers is 3 %. */
const VARIANCE = 0.15;

function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = sum(values) / values.length;
  return { mean, variance: sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1) };
}

/** The means of `size` neighbours each. */
function meansOf(values: readonly number[], size: number): number[] {
  return Array.from(
    { length: values.length / size },
    (_, i) => sum(values.slice(i * size, (i + 1) * size)) / size,
  );
}

/** A fixed direction of length z. */
function difference(dim: number, z: number): number[] {
  const random = new Random(5, Stream.probes);
  const direction = Array.from({ length: dim }, () => random.normal());
  const length = Math.sqrt(dot(direction, direction));
  return direction.map((value) => (z * value) / length);
}

describe('a feature map', () => {
  const [dim, rows] = [6, 32];
  const beta = 1;

  /** phi(x).phi(y) of every row by itself, from the features that the device sums: those of one memory are its own. */
  async function products(
    map: 'sincos' | 'cos' | 'exp' | 'expexp',
    x: readonly number[],
    y: readonly number[],
  ): Promise<number[]> {
    const onDevice = await ProjectionOnDevice.make(runtime(), gaussianProjection(dim, DRAWS * rows, 3));
    const random = new Random(4, Stream.phase);
    const phase = Float32Array.from({ length: DRAWS * rows }, () => 2 * Math.PI * random.uniform());
    const of = (state: readonly number[], which: typeof map) =>
      sumFeatures(runtime(), onDevice, Float32Array.from(state), dim, beta, never, which, phase);
    // T of Cos is made for the features of SinCos
    const [left, right] = [
      coordinatesOf(await of(x, map === 'cos' ? 'sincos' : map)),
      coordinatesOf(await of(y, map)),
    ];
    await onDevice.dispose();
    const isTrig = map === 'sincos' || map === 'cos';
    return Array.from(at(left, 0), (_, row) => {
      const terms = left.map((column, i) => {
        const [a, b] = [column[row] ?? NaN, at(right, i)[row] ?? NaN];
        return isTrig ? a * b : Math.exp(a + b);
      });
      return sum(terms) / (isTrig ? 1 : terms.length);
    });
  }

  const x = difference(dim, 0.8);
  const shifted = (z: number) => x.map((value, i) => value + at(difference(dim, z).reverse(), i));
  const opposite = x.map((value, i) => -value + at(difference(dim, 0.6), i));

  it.each([
    { map: 'sincos', y: shifted(0.5), law: (k: number) => (1 - k ** 2) ** 2 / 2 },
    { map: 'sincos', y: shifted(2), law: (k: number) => (1 - k ** 2) ** 2 / 2 },
    { map: 'cos', y: shifted(0.5), law: (k: number) => 1 + k ** 4 / 2 - k ** 2 },
    { map: 'cos', y: shifted(2), law: (k: number) => 1 + k ** 4 / 2 - k ** 2 },
    // the positive maps where they are of use: beta |x + y|^2 below 1
    { map: 'exp', y: opposite, law: (k: number, both: number) => k ** 2 * (Math.exp(both) - 1) },
    { map: 'expexp', y: opposite, law: (k: number, both: number) => k ** 2 * (Math.cosh(both) - 1) },
  ] as const)(
    '$map estimates the kernel without bias, with the variance of its law',
    async ({ map, y, law }) => {
      const found = momentsOf(meansOf(await products(map, x, y), rows));
      const kernel = Math.exp((-beta / 2) * squareDistance(x, y));
      const both =
        beta *
        squareDistance(
          x,
          y.map((value) => -value),
        );
      expect(Math.abs(found.mean - kernel)).toBeLessThan(4 * Math.sqrt(found.variance / DRAWS));
      expect(found.variance / (law(kernel, both) / rows)).toBeGreaterThan(1 - VARIANCE);
      expect(found.variance / (law(kernel, both) / rows)).toBeLessThan(1 + VARIANCE);
    },
  );
});

/**
 * Blocks of d orthogonal rows with the norms of normal ones. Two such rows r, s: r + s has a uniform direction and a
 * norm with chi-squared distributed square of 2d degrees, so that
 *
 *     mean of cos(r.z) cos(s.z) = 1F1(d; d/2; -z^2/2) = sum_m (-z^2/2)^m / m! (d)_m / (d/2)_m
 *
 * in place of k^2, which it is for independent rows. Fixed norms, which are cheaper, would bias the kernel and are not
 * what our structured rows have: theirs, too, are chi-distributed.
 */
function varianceRatio(d: number, z: number): number {
  let [term, series] = [1, 1];
  for (let m = 1; m < 200; m++) {
    term *= ((-z * z) / 2 / m) * ((d + m - 1) / (d / 2 + m - 1));
    series += term;
  }
  const squared = Math.exp(-z * z);
  return 1 + (2 * (d - 1) * (series - squared)) / (1 - squared) ** 2;
}

describe('blocks of orthogonal rows', () => {
  /** z, and the ratio of variances measured elsewhere at d 512 for Haar-distributed rows, as rounded there. */
  const known = [
    [0.25, 0.006],
    [0.5, 0.01],
    [1, 0.081],
    [2, 0.7],
    [3, 0.99],
    [4, 1],
  ] as const;

  it('have the known variance at d 512', () => {
    for (const [z, ratio] of known) expect(Math.abs(varianceRatio(512, z) / ratio - 1)).toBeLessThan(0.02);
  });

  // Haar-distributed rows take d^3 to draw; structured rows are as good from sizes on where they are used
  it.each([
    { projection: 'structured', dim: 512 },
    { projection: 'structured', dim: 2048 }, // the smallest with three factors
    { projection: 'orthogonal', dim: 32 },
  ] as const)('$projection, d $dim: no bias, and that variance', async ({ projection, dim }) => {
    const spec = {
      numFeatures: DRAWS * dim,
      featureMap: 'sincos',
      projection,
      epsilon: 1e-5,
      seed: 1,
    } as const;
    const made = await makeProjection(spec, dim, never);
    const [angles = []] = await project(runtime(), made, Float32Array.from(difference(dim, 1)), dim);
    expect(angles.length).toBe(DRAWS * dim);
    for (const [z] of known) {
      const { mean, variance } = momentsOf(
        meansOf(
          angles.map((angle) => Math.cos(z * angle)),
          dim,
        ),
      );
      const kernel = Math.exp((-z * z) / 2);
      const ratio = (variance * 2 * dim) / (1 - kernel ** 2) ** 2;
      expect(Math.abs(mean - kernel)).toBeLessThan(4 * Math.sqrt(variance / DRAWS));
      expect(Math.abs(ratio / varianceRatio(dim, z) - 1)).toBeLessThan(VARIANCE);
    }
  });
});
