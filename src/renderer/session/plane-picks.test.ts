import { expect, it } from 'vitest';
import { Recording } from '#shared/recording';
import type { PreparedStates } from '../domain/run/moment';
import type { Job } from '../domain/settings/job';
import { planeOf } from './plane-picks';
import type { PlaneChoice } from '../domain/settings/plane-choice';
import { Run } from './run';
import { defaultSettings } from '../domain/settings/settings';

const DIM = 3;

/** Two memories, one query of four steps, of which so many have come. */
function runAt(reached: number): Run {
  const prepared = {
    dim: DIM,
    items: [
      { name: 'a.png', className: null },
      { name: 'b.png', className: null },
    ],
    memories: Float32Array.of(1, 0, 0, 0, 1, 0),
    queries: Float32Array.of(0, 0, 1),
  } as unknown as PreparedStates;
  const recording = new Recording({ models: ['mrdam'], numQueries: 1, dim: DIM, steps: 4 });
  const count = reached + 1;
  recording.add(
    { model: 'mrdam', firstStep: 0, firstQuery: 0, stateSteps: Array.from({ length: count }, (_, i) => i) },
    {
      energies: { data: new Float32Array(count), shape: [count, 1] },
      gradient_norms: { data: new Float32Array(count), shape: [count, 1] },
      states: { data: Float32Array.from({ length: count * DIM }, (_, i) => i), shape: [count, 1, DIM] },
    },
  );
  return new Run({} as Job, prepared, recording, defaultSettings);
}

const through = (...last: [query: number, at: 'start' | 'end' | number]) =>
  ({
    kind: 'through',
    picks: [
      { kind: 'memory', name: 'a.png' },
      { kind: 'memory', name: 'b.png' },
      { kind: 'query', query: last[0], at: last[1], model: 'mrdam' },
    ],
  }) satisfies PlaneChoice as Extract<PlaneChoice, { kind: 'through' }>;

it('waits for states that a run has not come to', () => {
  expect(planeOf(through(0, 'end'), runAt(2), false)).toBe('auto');
  expect(planeOf(through(0, 3), runAt(2), false)).toBe('auto');
  for (const [choice, run, isOver] of [
    [through(0, 'start'), runAt(0), false],
    [through(0, 2), runAt(2), false],
    [through(0, 'end'), runAt(4), false],
    // it was stopped: the last state that there is
    [through(0, 'end'), runAt(2), true],
  ] as const) {
    expect(planeOf(choice, run, isOver)).toMatchObject({ kind: 'given' });
  }
});

it('says which state is gone', () => {
  expect(() => planeOf(through(1, 'end'), runAt(4), true)).toThrow('query b was removed');
  const gone = { kind: 'memory', name: 'c.png' } as const;
  const [, b, c] = through(0, 'start').picks;
  expect(() => planeOf({ kind: 'through', picks: [gone, b, c] }, runAt(4), true)).toThrow(
    'c.png is no longer stored',
  );
});
