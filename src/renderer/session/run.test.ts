import { expect, it } from 'vitest';
import { Recording } from '#shared/recording';
import type { Landscapes, PreparedStates } from '../domain/run/moment';
import type { Job } from '../domain/settings/job';
import type { WantedPlane } from '../domain/settings/plane-choice';
import { Run } from './run';
import { defaultSettings } from '../domain/settings/settings';

const AUTO: WantedPlane = { kind: 'auto', query: 0 };
const THROUGH: WantedPlane = {
  kind: 'through',
  picks: [
    { kind: 'memory', name: 'a.png' },
    { kind: 'memory', name: 'b.png' },
    { kind: 'query', query: 0, at: 'end', model: 'mrdam' },
  ],
};
const landscapes = {} as Landscapes;

function runOf({
  memories = [1, 0, 0, 1],
  queries = [0, 0],
  beta = 10,
  name = 'a.png',
  device = 'auto',
} = {}): Run {
  const prepared = {
    items: [{ name, className: null }],
    memories: Float32Array.from(memories),
    queries: Float32Array.from(queries),
  } as unknown as PreparedStates;
  const job = { model: { beta, device }, descent: {} } as unknown as Job;
  const recording = new Recording({ models: ['mrdam'], numQueries: 1, dim: 2, steps: 4 });
  return new Run(job, prepared, recording, defaultSettings);
}

function drawn(on: WantedPlane | null, run = runOf()): Run {
  run.last.show(landscapes, on);
  return run;
}

it('keeps the landscapes of the run before where its own would be the same, and no others', () => {
  const again = runOf();
  again.reuseLandscapesOf(drawn(AUTO));
  expect(again.last.landscapes).toBe(landscapes);
  expect(again.withoutLandscapesOn(AUTO)).toEqual([]);
  expect(again.withoutLandscapesOn({ kind: 'principal' })).toEqual([again.last]);
  const onCpu = runOf({ device: 'cpu' });
  onCpu.reuseLandscapesOf(drawn(AUTO));
  expect(onCpu.last.landscapes).toBe(landscapes);

  const others = [
    { memories: [1, 0, 0, 0.999] },
    { memories: [1, 0] },
    { queries: [0, 1] },
    { beta: 11 },
    { name: 'c.png' },
  ].map(runOf);
  for (const other of others) {
    other.reuseLandscapesOf(drawn(AUTO));
    expect(other.last.landscapes).toBeNull();
  }
});

it('draws anew what came from a file, or went through states of the run before', () => {
  for (const on of [null, THROUGH]) {
    const again = runOf();
    again.reuseLandscapesOf(drawn(on));
    expect(again.last.landscapes).toBeNull();
  }
});
