import { beforeEach, describe, expect, it } from 'vitest';
import { EngineError } from '#shared/errors';
import type { Reliability } from '#shared/reliability';
import type { MemoriesSpec } from '#shared/setup';
import { Deferred, ScriptedEngine, settle } from '../../../tests/support/scripted-engine';
import { jobOf } from '../domain/settings/job';
import { defaultSettings, settingsStoring } from '../domain/settings/settings';
import { Predictions } from './predictions.svelte';

const job = jobOf('set', { ...defaultSettings, ...settingsStoring(['a', 'b']) });
const memoriesOf = (...names: string[]): MemoriesSpec => ({
  from: 'chosen',
  images: { source: 'set', gray: false },
  names,
});
const reliability = { effectiveMemories: 2 } as Reliability;

let engine: ScriptedEngine;
let errors: string[];
let predictions: Predictions;
let predicted: Deferred<{ reliability: Reliability | null }>[];
let searches: Deferred<{ smallestBeta: number | null }>[];
beforeEach(() => {
  [engine, errors, predicted, searches] = [new ScriptedEngine(), [], [], []];
  predictions = new Predictions(engine, ({ message }) => errors.push(message));
  engine.on('predictReliability', () => {
    const one = new Deferred<{ reliability: Reliability | null }>();
    predicted.push(one);
    return one.promise;
  });
  engine.on('inspect', () => {
    const one = new Deferred<{ smallestBeta: number | null }>();
    searches.push(one);
    return one.promise as never;
  });
});

describe('the prediction of a run', () => {
  it('is that of the last run', async () => {
    void predictions.predict(job);
    void predictions.predict(job);
    predicted[0]?.resolve({ reliability: { ...reliability, effectiveMemories: 9 } });
    await settle();
    expect(predictions.reliability).toBeNull();
    predicted[1]?.resolve({ reliability });
    await settle();
    expect(predictions.reliability).toEqual(reliability);
  });

  it('that is cancelled, or of which the run says why it failed, reports nothing', async () => {
    void predictions.predict(job);
    predictions.stopPredicting();
    await settle();
    void predictions.predict(job);
    predicted[1]?.reject(new EngineError('device-failed', 'The device failed.'));
    await settle();
    expect([predictions.reliability, errors]).toEqual([null, []]);
  });

  it('reports a fault of its own', async () => {
    void predictions.predict(job);
    predicted[0]?.reject(new EngineError('internal', 'Something is wrong.'));
    await settle();
    expect(errors).toEqual(['Something is wrong.']);
  });
});

describe('the smallest beta', () => {
  it('is known for the memories that it was searched for, also where there is none', async () => {
    void predictions.findBeta(memoriesOf('a', 'b'), 60);
    expect(predictions.smallestBetaOf(memoriesOf('a', 'b'))).toBeUndefined();
    searches[0]?.resolve({ smallestBeta: 12 });
    await settle();
    expect(predictions.smallestBetaOf(memoriesOf('a', 'b'))).toBe(12);
    expect(predictions.smallestBetaOf(memoriesOf('a', 'c'))).toBeUndefined();
    void predictions.findBeta(memoriesOf('a', 'c'), 60);
    searches[1]?.resolve({ smallestBeta: null });
    await settle();
    expect(predictions.smallestBetaOf(memoriesOf('a', 'c'))).toBeNull();
  });

  it('is not searched for twice at once', () => {
    void predictions.findBeta(memoriesOf('a'), 60);
    void predictions.findBeta(memoriesOf('a'), 90);
    expect(searches).toHaveLength(1);
    void predictions.findBeta(memoriesOf('b'), 60);
    expect(searches).toHaveLength(2);
  });

  it('of memories that are no longer stored is given up in silence', async () => {
    void predictions.findBeta(memoriesOf('a'), 60);
    predictions.cancelOtherSearch(memoriesOf('a'));
    predictions.cancelOtherSearch(memoriesOf('a', 'b'));
    searches[0]?.resolve({ smallestBeta: 12 });
    await settle();
    expect([predictions.smallestBetaOf(memoriesOf('a')), errors]).toEqual([undefined, []]);
    // and can be searched for anew
    void predictions.findBeta(memoriesOf('a'), 60);
    expect(searches).toHaveLength(2);
  });

  it('that cannot be found is reported', async () => {
    void predictions.findBeta(memoriesOf('a'), 60);
    searches[0]?.reject(new EngineError('too-large', 'There are too many memories.'));
    await settle();
    expect(errors).toEqual(['There are too many memories.']);
  });
});
