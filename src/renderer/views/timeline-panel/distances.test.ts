import { expect, it } from 'vitest';
import { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import type { PreparedStates } from '../../domain/run/moment';
import { Distances } from './distances';

const DIM = 2;
const STEPS = 10;

const prepared: PreparedStates = {
  dim: DIM,
  shape: { height: 1, width: 2, channels: 1 },
  items: [
    { name: 'origin', className: null },
    { name: 'one', className: null },
  ],
  memories: Float32Array.of(0, 0, 1, 0),
  numQueries: 1,
  queries: Float32Array.of(1, 0),
  clamped: new Uint8Array(DIM),
  origins: Float32Array.of(0, 0),
  targets: [0],
  distances: {
    memories: new Float64Array(4),
    queries: new Float64Array(2),
    numMemories: 2,
    freeCoordinates: [2],
  },
};

/** Records states on the line from memory "one" to memory "origin". */
function record(recording: Recording, model: ModelName, places: readonly number[], firstStep = 0): void {
  const rows = places.map((place) => [place, 0]).flat();
  const scalars = { data: new Float32Array(places.length), shape: [places.length, 1] };
  recording.add(
    { model, firstStep, firstQuery: 0, stateSteps: places.map((_, i) => firstStep + i) },
    {
      energies: scalars,
      gradient_norms: scalars,
      states: { data: Float32Array.from(rows), shape: [places.length, 1, DIM] },
    },
  );
}

const start = (budgetBytes?: number) =>
  new Recording({
    models: ['mrdam', 'drdam'],
    numQueries: 1,
    dim: DIM,
    steps: STEPS,
    ...(budgetBytes === undefined ? {} : { budgetBytes }),
  });

it('measures each state once, as it arrives', () => {
  const recording = start();
  const distances = new Distances(prepared, recording);
  record(recording, 'mrdam', [1, 0.5, 0.25]);
  expect(distances.advance(Infinity)).toBe(true);
  expect([...distances.toTarget('mrdam')].slice(0, 4)).toEqual([1, 0.5, 0.25, NaN]);
  const lastReading = distances.lastReading;
  record(recording, 'mrdam', [0.125], 3);
  expect(distances.advance(-1)).toBe(false); // no time left
  distances.advance(Infinity);
  expect(distances.toTarget('mrdam')[3]).toBe(0.125);
  expect(distances.lastReading).toBeGreaterThan(lastReading);
  expect(distances.arrival('mrdam', 0)).toBeNull(); // the run has not ended
});

it('tells a run that is read at once from the run of the same length before it', () => {
  const readings = [0, 1].map(() => {
    const recording = start();
    record(recording, 'mrdam', [1, 0.5, 0.25]);
    const distances = new Distances(prepared, recording);
    distances.advance(Infinity);
    return distances.lastReading;
  });
  expect(readings[1]).toBeGreaterThan(readings[0] ?? NaN);
});

it('finds the steps at which the models differ, and when each arrives at a memory', () => {
  const recording = start();
  const distances = new Distances(prepared, recording);
  record(recording, 'mrdam', [1, 0.5, 0.25, 0.12, 0.06, 0.03, 0.01, 0, 0, 0, 0]);
  record(recording, 'drdam', [1, 0.5, 0.29, 0.3, 0.3, 0.6, 0.8, 0.96, 1, 1, 1]);
  distances.advance(Infinity);
  expect(distances.differingRanges(0)).toEqual([[3, 10]]); // a distance of 0.05 is not yet visible
  expect(distances.arrival('mrdam', 0)).toEqual({ step: 5, memory: 0 });
  expect(distances.arrival('drdam', 0)).toEqual({ step: 0, memory: 1 }); // it ends where it began, at "one"
});

it('uses the kept states of a thinned recording', () => {
  const twelveStates = 12 * DIM * Float32Array.BYTES_PER_ELEMENT;
  const recording = start(twelveStates);
  const distances = new Distances(prepared, recording);
  for (const model of ['mrdam', 'drdam'] as const) {
    record(recording, model, [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0]);
  }
  distances.advance(Infinity);
  expect(recording.stride).toBe(2);
  expect(distances.toTarget('mrdam')[9]).toBeNaN();
  expect(distances.arrival('mrdam', 0)).toEqual({ step: 10, memory: 0 });
});

it('measures a query without a source to the memory nearest to its last state, and again when that changes', () => {
  const recording = start();
  const without = { ...prepared, origins: Float32Array.of(NaN, NaN), targets: [-1] };
  const distances = new Distances(without, recording);
  record(recording, 'mrdam', [1, 0.9]);
  record(recording, 'drdam', [1, 0.9]);
  distances.advance(Infinity);
  expect(distances.toTarget('drdam')[1]).toBeCloseTo(0.1); // to "one"
  record(recording, 'mrdam', [0.8, 0.4, 0.2, 0, 0, 0, 0, 0, 0], 2);
  record(recording, 'drdam', [0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7], 2);
  distances.advance(Infinity);
  expect(distances.toTarget('drdam')[1]).toBeCloseTo(0.9); // to "origin", where MrDAM ends
  expect(distances.between[10]).toBeCloseTo(0.7);
});
