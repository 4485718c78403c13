import { expect, it } from 'vitest';
import { boxStates } from '../../tests/support/descents';
import type { Matrix, Vector } from '../../tests/support/reference';
import { mrdam, rowsOf } from '../../tests/support/reference';
import type { MrdamSteps } from './mrdam-end';
import { mrdamDescents } from './mrdam-end';

const [DIM, NUM_MEMORIES, STEPS] = [12, 5, 60];

it.each([
  { held: 0, stepSize: 0.1 },
  { held: 6, stepSize: 0.1 },
  { held: 6, stepSize: 0.3 },
  { held: 4, stepSize: 1 },
])('ends where a descent in coordinates does: $held of 12 fixed, α $stepSize', ({ held, stepSize }) => {
  const memories = boxStates(NUM_MEMORIES, DIM, 1);
  const queries = boxStates(3, DIM, 2);
  // the second query has a mask of its own
  const clamped = Uint8Array.from({ length: 3 * DIM }, (_, i) =>
    i % DIM < (i < 2 * DIM && i >= DIM ? 2 : held) ? 1 : 0,
  );
  const descent = { beta: 40, stepSize, steps: STEPS };
  const rows = rowsOf(memories, DIM);
  const descents = mrdamDescents(memories, queries, clamped, DIM);
  expect(descents).toHaveLength(3);
  descents?.forEach((one, q) => {
    const query = rowsOf(queries, DIM)[q] ?? [];
    const mask = [...clamped.subarray(q * DIM, (q + 1) * DIM)];
    const end = descended(rows, query, mask, descent);
    const expected = Math.exp(-40 * mrdam(rows, end, 40).energy);
    expect(one.end(descent).kernelSum / expected).toBeCloseTo(1, 10);
  });
});

it('does not move a query that has no free coordinate', () => {
  const memories = boxStates(NUM_MEMORIES, DIM, 1);
  const query = boxStates(1, DIM, 2);
  const [descent] = mrdamDescents(memories, query, new Uint8Array(DIM).fill(1), DIM) ?? [];
  const { energy } = mrdam(rowsOf(memories, DIM), [...query], 40);
  expect(descent?.end({ beta: 40, stepSize: 0.1, steps: STEPS }).kernelSum).toBeCloseTo(
    Math.exp(-40 * energy),
    12,
  );
});

it('computes no end among memories that are too many', () => {
  const [numMemories, dim] = [6000, 4];
  const memories = new Float32Array(numMemories * dim);
  expect(mrdamDescents(memories, memories.subarray(0, dim), new Uint8Array(dim), dim)).toBeNull();
});

function descended(
  memories: Matrix,
  query: Vector,
  mask: Vector,
  { beta, stepSize, steps }: MrdamSteps,
): Vector {
  let state = query;
  for (let step = 0; step < steps; step++) {
    const { gradient } = mrdam(memories, state, beta);
    state = state.map((value, i) => value - stepSize * (1 - (mask[i] ?? 0)) * (gradient[i] ?? 0));
  }
  return state;
}
