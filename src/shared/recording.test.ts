import { describe, expect, it } from 'vitest';
import { finalStride, Recording } from './recording';

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

  it('doubles the stride when the budget is exceeded, and keeps the first and last states', () => {
    const stateBytes = 3 * dim * 4;
    const recording = record(100, 10 * stateBytes);
    expect(recording.stride).toBe(16);
    expect(recording.stateAt('mrdam', 0, 0)?.step).toBe(0);
    expect(recording.stateAt('mrdam', 0, 100)?.step).toBe(100);
    expect(recording.stateAt('mrdam', 0, 50)?.step).toBe(48);
    expect(recording.energies('mrdam')[3 * 50]).toBeCloseTo(50);
  });

  it('removes everything after a step, in all models, and resumes from there', () => {
    const recording = record(20);
    const before = recording.revision;
    recording.cut(10);
    expect([recording.reached('mrdam'), recording.lastCompleteStep]).toEqual([10, 10]);
    expect(recording.stateAt('mrdam', 2, 20)?.step).toBe(10);
    expect([...recording.states('mrdam').keys()].filter((step) => step > 10)).toEqual([]);
    expect(
      recording
        .energies('mrdam')
        .subarray(3 * 11)
        .every(Number.isNaN),
    ).toBe(true);
    expect(recording.energies('mrdam')[3 * 10]).toBeCloseTo(10);
    expect(recording.revision).toBeGreaterThan(before);
    recording.add(...frame(10, 1, 0, 3, [11]));
    expect(recording.lastCompleteStep).toBe(11);
  });

  it('returns no state that has not arrived yet', () => {
    const recording = new Recording({ models: ['mrdam'], numQueries: 3, dim, steps: 50 });
    expect(recording.stateAt('mrdam', 0, 10)).toBeUndefined();
    recording.add(...frame(0, 8, 0, 2, [0, 1, 2, 3, 4, 5, 6, 7, 8]));
    expect(recording.stateAt('mrdam', 0, 30)?.step).toBe(8);
    expect(recording.stateAt('mrdam', 2, 30)).toBeUndefined(); // its group has not arrived
    expect(recording.reached('mrdam')).toBe(-1);
  });

  it('has the stride that finalStride predicts', () => {
    const stateBytes = 3 * dim * 4;
    for (const steps of [0, 1, 7, 64, 100, 101]) {
      for (const states of [0, 2, 3, 10, 17, 1000]) {
        const budgetBytes = states * stateBytes;
        const shape = { models: ['mrdam' as const], numQueries: 3, dim, steps, budgetBytes };
        expect(finalStride(shape)).toBe(record(steps, budgetBytes).stride);
      }
    }
  });

  it('yields the states after a step, of steps that all queries have reached', () => {
    const recording = new Recording({ models: ['mrdam'], numQueries: 3, dim, steps: 10, stride: 4 });
    const stepsAfter = (step: number) => [...recording.statesAfter('mrdam', step)].map(([kept]) => kept);
    expect(recording.lastCompleteStep).toBe(-1);
    recording.add(...frame(0, 6, 0, 2, [0, 4]));
    expect(stepsAfter(-1)).toEqual([]);
    recording.add(...frame(0, 6, 2, 1, [0, 4]));
    expect(stepsAfter(-1)).toEqual([0, 4]);
    expect(recording.lastCompleteStep).toBe(4);
    recording.add(...frame(6, 5, 0, 3, [8, 10]));
    expect(stepsAfter(4)).toEqual([8, 10]);
    expect(stepsAfter(8)).toEqual([10]);
    expect(stepsAfter(10)).toEqual([]);
    expect(recording.lastCompleteStep).toBe(10);
  });

  it('raises its revision when recorded steps are replaced', () => {
    const recording = new Recording({ models: ['mrdam'], numQueries: 3, dim, steps: 50 });
    recording.add(...frame(0, 8, 0, 3, [0, 1, 2, 3, 4, 5, 6, 7, 8]));
    recording.add(...frame(8, 4, 0, 3, [9, 10, 11, 12]));
    expect(recording.revision).toBe(0);
    recording.add(...frame(10, 2, 0, 3, [10, 11, 12]));
    expect(recording.revision).toBe(1);
  });

  it('removes what followed replaced steps, also of queries that have not been sent again', () => {
    const recording = new Recording({ models: ['mrdam'], numQueries: 3, dim, steps: 50 });
    recording.add(...frame(0, 20, 0, 3, [0, 5, 10, 15, 20]));
    recording.add(...frame(10, 5, 0, 2, [10, 11, 12, 13, 14, 15]));
    expect(recording.reached('mrdam')).toBe(10); // the third query's state at 15 is from before the replacement
    expect(recording.lastCompleteStep).toBe(10);
    expect(recording.energies('mrdam')[3 * 14]).toBeCloseTo(14);
    expect(recording.energies('mrdam')[3 * 15]).toBeNaN();
    recording.add(...frame(10, 5, 2, 1, [10, 11, 12, 13, 14, 15]));
    expect(recording.lastCompleteStep).toBe(15);
    recording.add(...frame(15, 5, 0, 2, [16, 17, 18, 19, 20]));
    expect(recording.revision).toBe(1);
  });
});
