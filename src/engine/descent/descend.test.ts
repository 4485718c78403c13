import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allStates, boxStates, mulberry, never, recordDescent } from '../../../tests/support/descents';
import { at, largestError, mrdam, rowsOf, squareDistance } from '../../../tests/support/reference';
import { Runtime } from '../graphs/runtime';
import { gaussianProjection } from '../memories/projection';
import { rowsInMemory } from '../memories/row-source';
import { descend } from './descend';
import { makeMrdam } from './mrdam';
import { OutcomeTracker } from './convergence';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await Runtime.start('cpu');
});
afterAll(() => runtime.dispose());

const dim = 20;
const memories = boxStates(6, dim, 1);
const queries = boxStates(4, dim, 2);

describe('descent', () => {
  const spec = { stepSize: 0.05, steps: 120, keep: 1 };

  it('leaves fixed coordinates exactly as they were', async () => {
    const random = mulberry(9);
    const fixed = Uint8Array.from(queries, () => (random() < 0.5 ? 1 : 0));
    const projection = gaussianProjection(dim, 400, 3);
    const recording = await recordDescent(
      runtime,
      { memories, queries, dim, beta: 20, projection, fixed },
      spec,
    );
    for (const model of ['mrdam', 'drdam'] as const) {
      for (const state of rowsOf(allStates(recording, model), queries.length)) {
        state.forEach((value, i) => {
          if (fixed[i]) expect(value).toBe(queries[i]);
        });
      }
      expect(largestError(allStates(recording, model).slice(-queries.length), queries)).toBeGreaterThan(0.01);
    }
  });

  it('of DrDAM comes to that of MrDAM as features grow, like 1 / sqrt(Y)', async () => {
    const beta = 10;
    const errorAt = async (numFeatures: number) => {
      let total = 0;
      const seeds = 4;
      for (let seed = 0; seed < seeds; seed++) {
        const projection = gaussianProjection(dim, numFeatures, seed);
        const recording = await recordDescent(runtime, { memories, queries, dim, beta, projection }, spec);
        const last = (model: 'mrdam' | 'drdam') => allStates(recording, model).slice(-queries.length);
        total += Math.sqrt(squareDistance(last('mrdam'), last('drdam')) / queries.length);
      }
      return total / seeds;
    };
    const errors = [await errorAt(1000), await errorAt(8000), await errorAt(64_000)];
    const slope = Math.log(at(errors, 2) / at(errors, 0)) / Math.log(64);
    expect(slope).toBeGreaterThan(-0.65);
    expect(slope).toBeLessThan(-0.35);
  });

  it('gives the same numbers however the calls are cut', async () => {
    const model = await makeMrdam(runtime, memories, dim, 20);
    const inputs = { states: queries, clamped: new Uint8Array(queries.length), dim };
    const statesWith = async (queriesPerCall: number, keep: number) => {
      const last = new Map<number, Float32Array>();
      const run = descend(
        runtime,
        [{ ...model, queriesPerCall }],
        inputs,
        { stepSize: 0.1, steps: 37, keep },
        never,
      );
      for await (const batch of run) {
        if (batch.stateSteps.at(-1) === 37)
          last.set(batch.firstQuery, batch.states.slice(-batch.numQueries * dim));
      }
      return [...last].sort(([a], [b]) => a - b).flatMap(([, states]) => Array.from(states));
    };
    const whole = await statesWith(4, 1);
    expect(whole.length).toBe(queries.length);
    expect(largestError(await statesWith(1, 1), whole)).toBeLessThan(1e-7);
    expect(await statesWith(4, 10)).toEqual(whole);
    expect(await statesWith(4, 0)).toEqual(whole);
    await model.dispose();
  });

  it('keeps every keep-th state, the first and the last', async () => {
    const model = await makeMrdam(runtime, memories, dim, 20);
    const inputs = { states: queries, clamped: new Uint8Array(queries.length), dim };
    const kept: number[] = [];
    for await (const batch of descend(
      runtime,
      [model],
      inputs,
      { stepSize: 0.1, steps: 37, keep: 10 },
      never,
    )) {
      kept.push(...batch.stateSteps);
    }
    expect(kept).toEqual([0, 10, 20, 30, 37]);
    await model.dispose();
  });

  it('with no steps gives the energies of the queries', async () => {
    const recording = await recordDescent(
      runtime,
      { memories, queries, dim, beta: 20 },
      { ...spec, steps: 0 },
    );
    const expected = rowsOf(queries, dim).map((x) => mrdam(rowsOf(memories, dim), x, 20).energy);
    expect(largestError(recording.energies('mrdam'), expected)).toBeLessThan(1e-6);
  });
});

describe('divergence and the clip', () => {
  const far = Float32Array.from({ length: dim }, (_, i) => (i % 2 ? 3 : -3));
  const spec = { stepSize: 0.1, steps: 30, keep: 1 };
  const model = {
    models: ['drdam' as const],
    beta: 60,
    device: 'cpu' as const,
    drdam: {
      numFeatures: 64,
      featureMap: 'sincos' as const,
      projection: 'gaussian' as const,
      epsilon: 1e-5,
      seed: 0,
    },
  };

  /** The outcome of DrDAM with few features from many random places. */
  async function outcomeOf(starts: Float32Array, stepSize: number) {
    const projection = gaussianProjection(dim, 64, 0);
    const run = { ...spec, stepSize };
    const inputs = { memories, queries: starts, dim, beta: 60, projection };
    const recording = await recordDescent(runtime, inputs, run);
    const numQueries = starts.length / dim;
    const outcome = new OutcomeTracker('drdam', numQueries, dim, model, run);
    const notices = outcome.add({
      model: 'drdam',
      firstStep: 0,
      count: spec.steps + 1,
      firstQuery: 0,
      numQueries,
      energies: recording.energies('drdam'),
      gradientNorms: recording.gradientNorms('drdam'),
      stateSteps: [],
      states: new Float32Array(),
      seconds: 0,
    });
    return {
      recording,
      notices,
      report: await outcome.report(
        {
          memories,
          rows: rowsInMemory(memories, dim),
          clamped: new Uint8Array(starts.length),
          origins: null,
        },
        never,
      ),
    };
  }

  it('stops a query whose step would be too long, and repeats its last state', async () => {
    const starts = boxStates(40, dim, 5).map((value) => value * 8);
    const { recording, notices, report } = await outcomeOf(starts, 20);
    const stopped = report.stopped.map((step, query) => ({ step, query })).filter(({ step }) => step >= 0);
    expect(stopped.length).toBeGreaterThan(3);
    expect(stopped.length).toBeLessThan(40);
    expect(notices.length).toBe(stopped.length);
    const norms = rowsOf(recording.gradientNorms('drdam'), 40);
    for (const { step, query } of stopped) {
      expect(20 * at(at(norms, step), query)).toBeGreaterThan(10);
      const last = recording.stateAt('drdam', query, step)?.state;
      for (const later of [step + 1, spec.steps]) {
        if (later <= spec.steps) expect(recording.stateAt('drdam', query, later)?.state).toEqual(last);
      }
      expect(last?.every(Number.isFinite)).toBe(true);
    }
  });

  it('leaves a state at the clip where it is, with its energy -log(epsilon) / beta', async () => {
    // of many places far from all memories, about half have phi.T below epsilon
    const starts = Float32Array.from([...far, ...boxStates(20, dim, 8).map((value) => value * 30)]);
    const { recording, report } = await outcomeOf(starts, 1e-3);
    const clipped = report.clipped.map((is, query) => ({ is, query })).filter(({ is }) => is);
    expect(clipped.length).toBeGreaterThan(0);
    expect(clipped.length).toBeLessThan(report.clipped.length);
    for (const { query } of clipped) {
      const numQueries = report.clipped.length;
      expect(recording.energies('drdam')[spec.steps * numQueries + query]).toBeCloseTo(
        -Math.log(1e-5) / 60,
        6,
      );
      expect(recording.gradientNorms('drdam')[spec.steps * numQueries + query]).toBe(0);
    }
  });
});
