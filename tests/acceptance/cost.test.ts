import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Projection } from '#engine/memories/projection';
import { denseProjection, structuredProjection } from '#engine/memories/projection';
import { randomBits } from '#engine/experiments/patterns';
import { Stream } from '#engine/memories/random';
import { cli, saveNpy, temporaryFolder } from '../support/cli';
import { boxStates, lastStates, recordDescent } from '../support/descents';
import { onCpu } from '../support/devices';
import { predictReliability, stateDistances } from '#shared/reliability';
import { at, squareDistance } from '../support/reference';

/**
 * What the structured projection is for: as good as a matrix, with a fraction of its arithmetic and without its memory. How
 * long a step takes, `npm run bench` measures.
 */

const runtime = onCpu();
const dim = 3072;

const bytesOf = ({ inputs }: Projection) =>
  Object.values(inputs).reduce((sum, { data }) => sum + data.byteLength, 0);

/** The multiply-adds of S x and of its transpose for one state, from the inputs of the graph. */
function multiplyAddsOf({ inputs, numRows }: Projection): number {
  const matrix = inputs.projection;
  if (matrix) return 2 * matrix.data.length;
  const factors = Object.entries(inputs).filter(([name]) => name.startsWith('factor'));
  expect(factors.length).toBeGreaterThan(1);
  // three rounds: every row of a block meets a column of each factor, and a sign; then its norm
  const perRow = 3 * (factors.reduce((sum, [, { data }]) => sum + Math.sqrt(data.length), 0) + 1) + 1;
  return 2 * numRows * perRow;
}

it('a structured step at D 3072, Y 45 056 needs less than a tenth of the arithmetic of a dense one', () => {
  // a matrix of that size is over the limit for tensors: of a smaller one both grow with Y
  const [rows, numFeatures] = [64, 45_056];
  const matrix = denseProjection(new Float32Array(rows * dim), rows, dim, 'gaussian');
  const structured = structuredProjection(dim, numFeatures, 0);
  const times = numFeatures / rows;
  expect(multiplyAddsOf(matrix)).toBe(2 * rows * dim);
  expect(multiplyAddsOf(structured)).toBeLessThan((times * multiplyAddsOf(matrix)) / 10);
  expect(bytesOf(structured)).toBeLessThan((times * bytesOf(matrix)) / 500);
});

it('DrDAM with it ends at most 1.5 times as far from MrDAM as the noise law says', async () => {
  const [beta, numFeatures, steps] = [60, 46_080, 100];
  const memories = randomBits(4, dim, 0, Stream.patterns);
  const fixed = Uint8Array.from(memories, (_, i) => (i % dim < 0.8 * dim ? 1 : 0));
  const queries = memories.map((value, i) => (fixed[i] === 1 ? value : 0));
  const inputs = {
    memories,
    queries,
    dim,
    beta,
    projection: structuredProjection(dim, numFeatures, 0),
    fixed,
  };
  const recording = await recordDescent(runtime(), inputs, { stepSize: 0.1, steps, keep: steps });
  const ours = lastStates(recording, 'drdam');
  const { pixelNoise } = predictReliability(stateDistances(memories, queries, fixed, dim), {
    beta,
    numFeatures,
  });
  lastStates(recording, 'mrdam').forEach((x, q) => {
    expect(Math.sqrt(squareDistance(x, at(ours, q)))).toBeLessThan(1.5 * pixelNoise);
  });
});

it('at D 12 288, Y 180 000, where S would take 8.8 GB, a descent takes less than 100 MB above the smallest one', async () => {
  const folder = temporaryFolder();
  const peakOf = async (size: number, features: number, steps: number) => {
    const file = saveNpy(join(folder, `${String(size)}.npy`), boxStates(4, size, 1), [4, size]);
    const options = ['--features', String(features), '--steps', String(steps), '--projection', 'structured'];
    const states = ['--memory-file', file, '--query-file', file];
    const { stdout, stderr, status } = await cli([
      'descend',
      ...states,
      ...options,
      '--device',
      'cpu',
      '--json',
    ]);
    expect(status, stderr).toBe(0);
    return (JSON.parse(stdout) as { peakMemoryBytes: number }).peakMemoryBytes;
  };
  const idle = await peakOf(16, 16, 1);
  const peak = await peakOf(12_288, 180_000, 60);
  expect(peak - idle).toBeLessThan(100e6);
});
