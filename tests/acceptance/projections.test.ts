import { describe, expect, it } from 'vitest';
import { makeDrdam } from '#engine/descent/drdam';
import { evaluate } from '#engine/descent/evaluate';
import { ProjectionOnDevice } from '#engine/memories/projection-on-device';
import type { Projection } from '#engine/memories/projection';
import { gaussianProjection, makeProjection, structuredProjection } from '#engine/memories/projection';
import { boxStates, mulberry, never } from '../support/descents';
import { onCpu } from '../support/devices';
import { project } from '../support/project';
import { at, dot, rowsOf } from '../support/reference';

/** The graphs' S and its transpose as linear maps. */

const runtime = onCpu();

/** S^T y, y [numRows]: the gradient at x = 0 of -s / beta with t_amplitude y and t_phase pi/2 is -S^T y / Y at beta 1. */
async function transposed(projection: Projection, y: Float32Array, dim: number): Promise<number[]> {
  const onDevice = await ProjectionOnDevice.make(runtime(), projection);
  const inputs = () => ({ t_amplitude: y, t_phase: y.map(() => Math.PI / 2) });
  const form = { beta: 1, epsilon: 1e-5, form: 'kernel' as const };
  const model = await makeDrdam(runtime(), onDevice, { family: 'sincos', inputs }, form);
  const { gradients } = await evaluate(runtime(), model, new Float32Array(dim), dim, never);
  await model.dispose();
  await onDevice.dispose();
  return Array.from(gradients, (value) => -value * projection.numFeatures);
}

it.each([
  ['gaussian', 40, 300, gaussianProjection],
  ['structured', 2, 9, structuredProjection],
  ['structured', 7, 31, structuredProjection],
  ['structured', 30, 100, structuredProjection],
  ['structured', 784, 1000, structuredProjection],
  ['structured', 3072, 4000, structuredProjection],
  ['structured', 12_288, 12_300, structuredProjection],
] as const)('%s, D %i, Y %i: ⟨Sx, y⟩ = ⟨x, Sᵀy⟩', async (_, dim, numFeatures, make) => {
  const projection = make(dim, numFeatures, 5);
  const random = mulberry(7);
  const x = Float32Array.from({ length: dim }, () => random() - 0.5);
  const y = Float32Array.from({ length: projection.numRows }, () => random() - 0.5);
  const [image = []] = await project(runtime(), projection, x, dim);
  const back = await transposed(projection, y, dim);
  const size = Math.sqrt(dot(image, image) * dot([...y], [...y]));
  expect(size).toBeGreaterThan(1);
  expect(Math.abs(dot(image, [...y]) - dot([...x], back)) / size).toBeLessThan(1e-5);
});

/** The largest entry of R Rᵀ - 1, for rows R of norm 1. */
function farFromOrthonormal(rows: readonly (readonly number[])[]): number {
  const units = rows.map((row) => row.map((value) => value / Math.sqrt(dot(row, row))));
  return Math.max(...units.flatMap((row, i) => units.slice(0, i).map((other) => Math.abs(dot(row, other)))));
}

describe('the rows of a block', () => {
  it('of the structured projection are orthogonal, with the norms that it says', async () => {
    const dim = 144;
    const projection = structuredProjection(dim, dim, 2);
    const identity = Float32Array.from({ length: dim * dim }, (_, i) => (i % (dim + 1) === 0 ? 1 : 0));
    const columns = await project(runtime(), projection, identity, dim);
    const rows = columns.map((_, i) => columns.map((column) => at(column, i)));
    expect(farFromOrthonormal(rows)).toBeLessThan(1e-4);
    rows.forEach((row, i) => {
      expect(Math.sqrt(dot(row, row)) / (projection.inputs.norms?.data[i] ?? NaN)).toBeCloseTo(1, 5);
    });
  });

  it.each([3072, 12_288])('of the structured projection keep lengths at D %i', async (dim) => {
    const projection = structuredProjection(dim, dim, 2);
    const norms = projection.inputs.norms?.data ?? new Float32Array();
    const states = boxStates(2, dim, 4);
    const found = await project(runtime(), projection, states, dim);
    rowsOf(states, dim).forEach((x, i) => {
      const unit = at(found, i).map((value, j) => value / (norms[j] ?? NaN));
      expect(dot(unit, unit) / dot(x, x)).toBeCloseTo(1, 5);
    });
  });

  it('of the orthogonal projection are orthogonal, with the norms of normal rows', async () => {
    const [dim, numFeatures] = [24, 60];
    const spec = {
      numFeatures,
      featureMap: 'sincos',
      projection: 'orthogonal',
      epsilon: 1e-5,
      seed: 3,
    } as const;
    const { inputs } = await makeProjection(spec, dim, never);
    const rows = rowsOf(inputs.projection?.data ?? [], dim);
    expect(rows.length).toBe(numFeatures);
    for (let start = 0; start < numFeatures; start += dim) {
      expect(farFromOrthonormal(rows.slice(start, start + dim))).toBeLessThan(1e-4);
    }
    // chi-squared of 24 degrees: mean 24, standard deviation 7, which that of 60 rows misses by a tenth
    const squares = rows.map((row) => dot(row, row));
    const mean = squares.reduce((sum, value) => sum + value) / numFeatures;
    const deviation = Math.sqrt(squares.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numFeatures);
    expect(Math.abs(mean / dim - 1)).toBeLessThan(0.15);
    expect(Math.abs(deviation / Math.sqrt(2 * dim) - 1)).toBeLessThan(0.4);
  });
});
