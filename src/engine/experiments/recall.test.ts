import { expect, it } from 'vitest';
import { boxStates } from '../../../tests/support/descents';
import { onCpu } from '../../../tests/support/devices';
import { testContext } from '../../../tests/support/experiment-context';
import type { MemorySet } from '../memories/memory-set';
import { pictureModelSpec, recall, recallIn } from './recall';

/** What a recall reports, on a problem of a few numbers. */

const runtime = onCpu();
const [dim, numMemories] = [8, 3];
const states = boxStates(numMemories, dim, 1);
const memories: MemorySet = {
  states,
  dim,
  shape: null,
  set: null,
  items: Array.from({ length: numMemories }, (_, k) => ({ name: String(k), className: null })),
  skipped: [],
  notices: [],
};
const queries = { states: boxStates(2, dim, 2), clamped: new Uint8Array(2 * dim), dim };
const rule = { stepSize: 0.1, steps: 5 };

it('has results of the models that ran, and none of others', async () => {
  const context = testContext(runtime(), 0);
  const spec = pictureModelSpec(context, { numFeatures: 200 });
  for (const [model, other] of [
    ['mrdam', 'drdam'],
    ['drdam', 'mrdam'],
  ] as const) {
    const alone = await recall(context, { ...spec, models: [model] }, memories, queries, rule);
    expect(Object.keys(alone)).toEqual([model]);
    expect(alone[other]).toBeUndefined();
  }
});

it('of one model is the same beside the other as alone', async () => {
  const context = testContext(runtime(), 0);
  const spec = pictureModelSpec(context, { numFeatures: 200 });
  const both = await recall(context, spec, memories, queries, rule);
  expect(both.mrdam?.energies).not.toEqual(both.drdam?.energies);
  for (const model of ['mrdam', 'drdam'] as const) {
    const alone = await recallIn(context, model, spec, memories, queries, rule);
    expect(alone.energies).toEqual(both[model]?.energies);
    expect(alone.states).toEqual(both[model]?.states);
  }
});
