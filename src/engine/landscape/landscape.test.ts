import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boxStates, never } from '../../../tests/support/descents';
import { describeOnDevices } from '../../../tests/support/devices';
import { at, dot, drdam, mrdam, rowsOf, structuredProduct } from '../../../tests/support/reference';
import { Runtime } from '../graphs/runtime';
import { sumFeatures } from '../memories/sum-features';
import { ProjectionOnDevice } from '../memories/projection-on-device';
import { gaussianProjection, structuredProjection } from '../memories/projection';
import { makeDrdam } from '../descent/drdam';
import { evaluate } from '../descent/evaluate';
import { trigSimilarities } from './trig-landscape';
import type { Grid } from './grid';
import { makeGrid, memoriesOnPlane } from './grid';
import { mrdamLandscape } from './mrdam-landscape';
import { positiveLogSimilarities } from './positive-landscape';
import type { Plane } from '../vectors';
import { makePlane } from './plane';

let cpu: Runtime;
beforeAll(async () => {
  cpu = await Runtime.start('cpu');
});
afterAll(() => cpu.dispose());

function pointOf({ origin, axes }: Plane, u: number, v: number): number[] {
  return Array.from(origin, (value, i) => value + u * (axes[0][i] ?? 0) + v * (axes[1][i] ?? 0));
}

/** Some grid points [row, column], corners and inside. */
function somePoints(size: number): [number, number][] {
  const last = size - 1;
  return [
    [0, 0],
    [0, last],
    [last, 0],
    [last, last],
    ...Array.from({ length: 30 }, (_, i): [number, number] => [(i * 7919) % size, (i * 104_729) % size]),
  ];
}

const sides = { u0: -0.6, u1: 0.7, v0: -0.5, v1: 0.9 };

describe('planes', () => {
  const dim = 50;
  const memories = boxStates(7, dim, 3);

  it('through the principal axes explains more variance than any other, with orthonormal axes', async () => {
    const plane = await makePlane({ kind: 'pca' }, memories, dim, cpu, never);
    const [u, v] = plane.axes;
    expect(dot(Array.from(u), Array.from(u))).toBeCloseTo(1, 12);
    expect(dot(Array.from(u), Array.from(v))).toBeCloseTo(0, 12);
    const best = memoriesOnPlane(plane, memories, dim).explainedVariance;
    for (let seed = 0; seed < 20; seed++) {
      const other = await makePlane({ kind: 'random', seed }, memories, dim, cpu, never);
      expect(memoriesOnPlane(other, memories, dim).explainedVariance).toBeLessThan(best);
    }
    // the variance along the axes is that of the two largest eigenvalues: no rotation within the memories beats it
    for (const [a, b] of [
      [0, 1],
      [2, 5],
    ] as const) {
      const through = await makePlane({ kind: 'memories', indices: [a, b, 6] }, memories, dim, cpu, never);
      expect(memoriesOnPlane(through, memories, dim).explainedVariance).toBeLessThan(best);
    }
  });

  it('through three memories holds all three', async () => {
    const plane = await makePlane({ kind: 'memories', indices: [4, 1, 2] }, memories, dim, cpu, never);
    const { offPlane } = memoriesOnPlane(plane, memories, dim);
    for (const k of [4, 1, 2]) expect(offPlane[k]).toBeLessThan(1e-12);
  });

  it('exists for one memory and for two', async () => {
    for (const count of [1, 2]) {
      const few = memories.subarray(0, count * dim);
      const plane = await makePlane({ kind: 'pca' }, few, dim, cpu, never);
      expect(Array.from(plane.axes[1]).every(Number.isFinite)).toBe(true);
      const grid = makeGrid({ plane: { kind: 'pca' }, size: 16 }, memoriesOnPlane(plane, few, dim));
      expect(at(Array.from(grid.v), 15)).toBeGreaterThan(at(Array.from(grid.v), 0));
    }
  });

  it('given as it is gives the landscape of the plane that it came from, and none that is skewed', async () => {
    const plane = await makePlane({ kind: 'pca' }, memories, dim, cpu, never);
    const base64 = (...parts: Float64Array[]) =>
      Buffer.concat(
        parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)),
      ).toString('base64');
    const given = (origin: Float64Array, ...axes: Float64Array[]) =>
      makePlane({ kind: 'given', origin: base64(origin), axes: base64(...axes) }, memories, dim, cpu, never);
    const energiesOn = (one: Plane) => {
      const view = memoriesOnPlane(one, memories, dim);
      return mrdamLandscape(cpu, view, makeGrid({ plane: { kind: 'pca' }, size: 16 }, view), 40);
    };
    const [u, v] = plane.axes;
    const [own, other] = [await energiesOn(plane), await energiesOn(await given(plane.origin, u, v))];
    own.forEach((energy, i) => {
      expect(Math.abs(energy - (other[i] ?? NaN))).toBeLessThan(1e-6);
    });
    const skewed = v.map((value, i) => value + 1e-5 * (u[i] ?? 0));
    await expect(given(plane.origin, u, skewed)).rejects.toThrow('not orthonormal to within 1e-6');
    await expect(
      given(
        plane.origin,
        u,
        v.map(() => NaN),
      ),
    ).rejects.toThrow('not orthonormal');
    await expect(given(plane.origin, u)).rejects.toThrow('states have 50');
  });

  it('refuses states on one line', async () => {
    const doubled = Float32Array.from([
      ...memories.subarray(0, dim),
      ...memories.subarray(0, dim),
      ...memories,
    ]);
    await expect(
      makePlane({ kind: 'memories', indices: [0, 1, 4] }, doubled, dim, cpu, never),
    ).rejects.toThrow('one line');
  });
});

describe('MrDAM on a plane', () => {
  it.each([
    ['near the memories', sides, 60],
    ['so far out that every term underflows', { u0: -40, u1: 60, v0: -30, v1: 80 }, 60],
  ])('is its energy, point by point, %s', async (_, extent, beta) => {
    const [dim, size] = [40, 33];
    const memories = boxStates(9, dim, 1);
    const plane = await makePlane({ kind: 'pca' }, memories, dim, cpu, never);
    const view = memoriesOnPlane(plane, memories, dim);
    const grid = makeGrid({ plane: { kind: 'pca' }, size, extent }, view);
    const energies = await mrdamLandscape(cpu, view, grid, beta);
    for (const [i, j] of somePoints(size)) {
      const x = pointOf(plane, grid.u[j] ?? NaN, grid.v[i] ?? NaN);
      const expected = mrdam(rowsOf(memories, dim), x, beta).energy;
      expect(Math.abs((energies[i * size + j] ?? NaN) - expected)).toBeLessThan(
        1e-6 * Math.max(1, Math.abs(expected)),
      );
    }
  });
});

describeOnDevices('DrDAM on a plane', (runtime) => {
  it.each([17, 32, 50])('is phi.T, point by point, on a grid of %i', async (size) => {
    const [dim, beta] = [12, 25];
    const memories = boxStates(5, dim, 2);
    const projection = gaussianProjection(dim, 300, 4);
    const onDevice = await ProjectionOnDevice.make(runtime(), projection);
    const sum = await sumFeatures(runtime(), onDevice, memories, dim, beta, never);
    const plane = await makePlane({ kind: 'pca' }, memories, dim, cpu, never);
    const grid = makeGrid(
      { plane: { kind: 'pca' }, size, extent: sides },
      memoriesOnPlane(plane, memories, dim),
    );
    const found = await trigSimilarities(
      cpu,
      runtime(),
      onDevice,
      sum,
      plane,
      grid,
      beta,
      never,
      () => undefined,
    );
    const s = rowsOf(projection.inputs.projection?.data ?? [], dim);
    for (const [i, j] of somePoints(size)) {
      const x = pointOf(plane, grid.u[j] ?? NaN, grid.v[i] ?? NaN);
      const expected = drdam(rowsOf(memories, dim), s, x, beta).similarity;
      expect(Math.abs((found[i * size + j] ?? NaN) - expected)).toBeLessThan(1e-6);
    }
    await onDevice.dispose();
  });
});

describeOnDevices('the positive maps and Cos on a plane', (runtime) => {
  it.each(['cos', 'exp', 'expexp'] as const)('%s is the energy of its graph, point by point', async (map) => {
    const [dim, beta, size] = [12, 8, 20];
    const memories = boxStates(5, dim, 2);
    const onDevice = await ProjectionOnDevice.make(runtime(), gaussianProjection(dim, 300, 4));
    const phase = Float32Array.from({ length: 300 }, (_, i) => i);
    const sum = await sumFeatures(runtime(), onDevice, memories, dim, beta, never, map, phase);
    const plane = await makePlane({ kind: 'pca' }, memories, dim, cpu, never);
    const grid = makeGrid(
      { plane: { kind: 'pca' }, size, extent: sides },
      memoriesOnPlane(plane, memories, dim),
    );
    const where = [onDevice, sum, plane, grid, beta, never, () => undefined] as const;
    const found =
      map === 'cos'
        ? (await trigSimilarities(cpu, runtime(), ...where)).map((s) => -Math.log(Math.max(s, 1e-5)) / beta)
        : (await positiveLogSimilarities(cpu, runtime(), ...where)).map((log) => -log / beta);
    const points = Array.from({ length: size * size }, (_, k) =>
      pointOf(plane, grid.u[k % size] ?? NaN, grid.v[Math.floor(k / size)] ?? NaN),
    );
    const model = await makeDrdam(runtime(), onDevice, sum, { beta, epsilon: 1e-5 });
    const states = Float32Array.from(points.flat());
    const { energies } = await evaluate(runtime(), model, states, dim, never);
    await model.dispose();
    await onDevice.dispose();
    // the Cos map is clipped far from the memories, where its logarithm magnifies rounding
    const isSound = (energy: number) => map !== 'cos' || energy < -Math.log(1e-3) / beta;
    energies.forEach((energy, k) => {
      if (isSound(energy)) expect(Math.abs((found[k] ?? NaN) - energy)).toBeLessThan(2e-5);
    });
    expect(energies.filter(isSound).length).toBeGreaterThan(20);
  });
});

it('phi.T at the setting of the paper (D 12 288, Y 180 000) is within 1e-6 of direct evaluation', async () => {
  const [dim, numFeatures, beta, size] = [12_288, 180_000, 60, 64];
  const memories = boxStates(4, dim, 2);
  const projection = structuredProjection(dim, numFeatures, 0);
  const onDevice = await ProjectionOnDevice.make(cpu, projection);
  const sum = await sumFeatures(cpu, onDevice, memories, dim, beta, never);
  const plane = await makePlane({ kind: 'pca' }, memories, dim, cpu, never);
  const grid: Grid = makeGrid({ plane: { kind: 'pca' }, size }, memoriesOnPlane(plane, memories, dim));
  const found = await trigSimilarities(cpu, cpu, onDevice, sum, plane, grid, beta, never, () => undefined);
  await onDevice.dispose();

  const numbers = (name: string) => Array.from(projection.inputs[name]?.data ?? []);
  const signs = [0, 1, 2].map((round) => numbers(`signs${String(round)}`));
  const angles = (x: readonly number[]) =>
    structuredProduct(projection.report.factors ?? [], signs, numbers('norms'), numFeatures, x).map(
      (value) => Math.sqrt(beta) * value,
    );
  const stored = rowsOf(memories, dim).map(angles);
  for (const [i, j] of [
    [0, 0],
    [31, 40],
  ] as const) {
    const h = angles(pointOf(plane, grid.u[j] ?? NaN, grid.v[i] ?? NaN));
    let total = 0;
    for (const memory of stored) h.forEach((angle, r) => (total += Math.cos(angle - at(memory, r))));
    expect(Math.abs((found[i * size + j] ?? NaN) - total / numFeatures)).toBeLessThan(1e-6);
  }
});
