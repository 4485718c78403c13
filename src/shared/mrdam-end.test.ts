import { expect, it } from 'vitest';
import { boxStates } from '../../tests/support/descents';
import type { Matrix, Vector } from '../../tests/support/reference';
import { mrdam, rowsOf } from '../../tests/support/reference';
import type { ScheduleSegment } from './beta-schedule';
import { scheduleSegments } from './beta-schedule';
import { mrdamDescents } from './mrdam-end';

const [DIM, NUM_MEMORIES, STEPS] = [12, 5, 60];

it.each([
  { held: 0, schedule: [], stepSize: 0.1 },
  { held: 6, schedule: [], stepSize: 0.1 },
  { held: 6, schedule: [10, 20], stepSize: 0.3 },
  { held: 4, schedule: [], stepSize: 1 },
])('ends where a descent in coordinates does: $held of 12 fixed, $schedule, α $stepSize', (setting) => {
  const memories = boxStates(NUM_MEMORIES, DIM, 1);
  const queries = boxStates(3, DIM, 2);
  // the second query has a mask of its own
  const clamped = Uint8Array.from({ length: 3 * DIM }, (_, i) =>
    i % DIM < (i < 2 * DIM && i >= DIM ? 2 : setting.held) ? 1 : 0,
  );
  const segments = scheduleSegments({ beta: 40, schedule: setting.schedule }, STEPS);
  const rows = rowsOf(memories, DIM);
  mrdamDescents(memories, queries, clamped, DIM).forEach((descent, q) => {
    const query = rowsOf(queries, DIM)[q] ?? [];
    const mask = [...clamped.subarray(q * DIM, (q + 1) * DIM)];
    const end = descended(rows, query, mask, segments, setting.stepSize);
    const expected = Math.exp(-40 * mrdam(rows, end, 40).energy);
    expect(descent.kernelSumAtEnd(segments, setting.stepSize) / expected).toBeCloseTo(1, 10);
  });
});

it('does not move a query that has no free coordinate', () => {
  const memories = boxStates(NUM_MEMORIES, DIM, 1);
  const query = boxStates(1, DIM, 2);
  const [descent] = mrdamDescents(memories, query, new Uint8Array(DIM).fill(1), DIM);
  const { energy } = mrdam(rowsOf(memories, DIM), [...query], 40);
  const segments = scheduleSegments({ beta: 40 }, STEPS);
  expect(descent?.kernelSumAtEnd(segments, 0.1)).toBeCloseTo(Math.exp(-40 * energy), 12);
});

function descended(
  memories: Matrix,
  query: Vector,
  mask: Vector,
  segments: readonly ScheduleSegment[],
  stepSize: number,
): Vector {
  let state = query;
  for (const { beta, from, to } of segments) {
    for (let step = from; step < to; step++) {
      const { gradient } = mrdam(memories, state, beta);
      state = state.map((value, i) => value - stepSize * (1 - (mask[i] ?? 0)) * (gradient[i] ?? 0));
    }
  }
  return state;
}
