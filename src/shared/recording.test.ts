import { describe, expect, it } from 'vitest';
import { Recording } from './recording';

const dim = 4;

/** A frame of consecutive steps whose states hold their own step and query. */
function frame(firstStep: number, count: number, firstQuery: number, width: number, stateSteps: number[]) {
  const scalar = (i: number) => firstStep + Math.floor(i / width) + 0.01 * (firstQuery + (i % width));
  const scalars = Float32Array.from({ length: count * width }, (_, i) => scalar(i));
  const states = Float32Array.from({ length: stateSteps.length * width * dim }, (_, i) => {
    const step = stateSteps[Math.floor(i / (width * dim))] ?? NaN;
    return step + 0.01 * (firstQuery + (Math.floor(i / dim) % width));
  });
  return [
    { model: 'mrdam' as const, firstStep, firstQuery, stateSteps },
    {
      energies: { data: scalars, shape: [count, width] },
      gradient_norms: { data: scalars, shape: [count, width] },
      states: { data: states, shape: [stateSteps.length, width, dim] },
    },
  ] as const;
}

function record(steps: number, budgetBytes?: number): Recording {
  const shape = { models: ['mrdam' as const], numQueries: 3, dim, steps };
  const recording = new Recording(budgetBytes === undefined ? shape : { ...shape, budgetBytes });
  for (let step = 0; step <= steps; step++) {
    const stateSteps = step === 0 ? [0, 1] : step < steps ? [step + 1] : [];
    recording.add(...frame(step, 1, 0, 2, stateSteps));
    recording.add(...frame(step, 1, 2, 1, stateSteps));
  }
  return recording;
}

describe('a recording', () => {
  it('holds every scalar and every state, from frames of groups of queries', () => {
    const recording = record(20);
    expect(recording.stride).toBe(1);
    expect(recording.energies('mrdam')[3 * 7 + 2]).toBeCloseTo(7.02);
    for (const step of [0, 1, 13, 20]) {
      expect(recording.stateAt('mrdam', 2, step)?.step).toBe(step);
      expect(recording.stateAt('mrdam', 2, step)?.state[0]).toBeCloseTo(step + 0.02);
    }
  });

  it('thins states by doubling the stride when the budget is spent, and keeps first and last', () => {
    const stateBytes = 3 * dim * 4;
    const recording = record(100, 10 * stateBytes);
    expect(recording.stride).toBe(16);
    expect(recording.stateAt('mrdam', 0, 0)?.step).toBe(0);
    expect(recording.stateAt('mrdam', 0, 100)?.step).toBe(100);
    expect(recording.stateAt('mrdam', 0, 50)?.step).toBe(48);
    expect(recording.energies('mrdam')[3 * 50]).toBeCloseTo(50);
  });

  it('can be scrubbed while it grows: nothing past what has arrived', () => {
    const recording = new Recording({ models: ['mrdam'], numQueries: 3, dim, steps: 50 });
    expect(recording.stateAt('mrdam', 0, 10)).toBeUndefined();
    recording.add(...frame(0, 8, 0, 2, [0, 1, 2, 3, 4, 5, 6, 7, 8]));
    expect(recording.stateAt('mrdam', 0, 30)?.step).toBe(8);
    expect(recording.stateAt('mrdam', 2, 30)).toBeUndefined(); // its group has not arrived
    expect(recording.reached('mrdam')).toBe(-1);
  });
});
