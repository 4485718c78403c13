import { expect, it } from 'vitest';
import type { Moment } from '../domain/run/moment';
import type { ThreePicks } from '../domain/settings/plane-choice';
import { PlanePicking, statePickOf } from './plane-picking.svelte';

const memory = (name: string) => ({ kind: 'memory', name }) as const;

it('collects three states in the order in which they are picked; a second pick takes one back', () => {
  const picked: ThreePicks[] = [];
  const picking = new PlanePicking((picks) => picked.push(picks));
  picking.add(memory('a'));
  expect(picking.picks).toBeNull(); // nothing is being picked
  picking.begin();
  for (const name of ['a', 'b', 'a', 'c']) picking.add(memory(name));
  expect([picking.picks, picked]).toEqual([[memory('b'), memory('c')], []]);
  picking.add(memory('a'));
  expect([picking.picks, picked]).toEqual([null, [[memory('b'), memory('c'), memory('a')]]]);
  picking.begin();
  picking.add(memory('a'));
  picking.cancel();
  expect([picking.picks, picked.length]).toEqual([null, 1]);
});

it('picks a memory by its name and a state by its step', () => {
  const moment = { landscapes: { items: [memory('a'), memory('b')] }, step: 7 } as unknown as Moment;
  const model = 'drdam';
  expect(statePickOf({ kind: 'memory', index: 1, model }, moment)).toEqual(memory('b'));
  expect(statePickOf({ kind: 'memory', index: 2, model }, moment)).toBeUndefined();
  expect(statePickOf({ kind: 'state', query: 1, model }, moment)).toEqual({
    kind: 'query',
    query: 1,
    at: 7,
    model,
  });
});
