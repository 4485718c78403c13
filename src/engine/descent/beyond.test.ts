import type { ModelSpec } from '#shared/setup';
import { scheduleSegments } from '#shared/beta-schedule';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boxStates, never } from '../../../tests/support/descents';
import { dot, rowsOf } from '../../../tests/support/reference';
import { EngineContext } from '../engine-context';
import { descendSchedule } from './descend-schedule';
import type { Runtime } from '../graphs/runtime';
import { makePlane } from '../landscape/plane';
import type { MemorySet } from '../memories/memory-set';
import { energyOutside, makeSubspace } from '../memories/subspace';
import { drdamLandscape } from '../methods/drdam-landscape';
import { OutcomeTracker } from './convergence';
import { openModels } from '../energies/open-models';
import { descend } from './descend';
import { evaluate } from './evaluate';
import { makeMrdam } from './mrdam';

/** The options that go beyond the paper: each is what it says, and changes nothing where it is off. */

const dim = 24;
const numMemories = 4;
const states = boxStates(numMemories, dim, 1);
const queries = boxStates(3, dim, 2);
const memories: MemorySet = {
  states,
  dim,
  shape: null,
  set: null,
  items: Array.from({ length: numMemories }, (_, k) => ({ name: String(k), className: null })),
  skipped: [],
  notices: [],
};
const free = { states: queries, clamped: new Uint8Array(queries.length), dim };
const drdamSpec = {
  numFeatures: 500,
  featureMap: 'sincos' as const,
  projection: 'gaussian' as const,
  epsilon: 1e-5,
  seed: 3,
};
const spec = { models: ['drdam' as const], beta: 6, device: 'cpu' as const, drdam: drdamSpec };
const context = { signal: never, progress: () => undefined, notice: () => undefined };

let engine: EngineContext;
let runtime: Runtime;
beforeAll(async () => {
  engine = new EngineContext({
    startHelper() {
      throw new Error('no helper is needed');
    },
  });
  runtime = await engine.runtimes.host();
});
afterAll(() => engine.close());

const problem = {
  queries: free,
  open: (stage: ModelSpec, at: Float32Array) => openModels(engine, runtime, stage, memories, at, context),
};

async function energiesOf(model: Parameters<typeof openModels>[2]) {
  const built = await openModels(engine, runtime, model, memories, queries, context);
  const found = [];
  for (const one of built.models) found.push(await evaluate(runtime, one, queries, dim, never));
  await built.dispose();
  return { found, built };
}

describe('low frequencies', () => {
  it('are orthonormal', async () => {
    const shaped = { ...memories, shape: { height: 2, width: 4, channels: 3 } };
    const { size, basis } = await makeSubspace({ kind: 'low-frequency', size: 7 }, shaped, runtime, never);
    const rows = rowsOf(basis, dim);
    expect(size).toBe(7);
    rows.forEach((row, i) => {
      rows.forEach((other, j) => {
        expect(dot(row, other)).toBeCloseTo(i === j ? 1 : 0, 6);
      });
    });
  });
});

describe('principal components', () => {
  it('hold all of the memories, so that DrDAM there has the energy of MrDAM up to the noise of few dimensions', async () => {
    const subspace = await makeSubspace({ kind: 'principal', size: 100 }, memories, runtime, never);
    expect(subspace.size).toBe(numMemories - 1);
    for (let k = 0; k < numMemories; k++) {
      expect(energyOutside(subspace, states.subarray(k * dim, (k + 1) * dim))).toBeLessThan(1e-6);
    }
    const mrdam = await makeMrdam(runtime, states, dim, spec.beta);
    const exact = await evaluate(runtime, mrdam, queries, dim, never);
    await mrdam.dispose();
    const many = { ...drdamSpec, numFeatures: 50_000, subspace: { kind: 'principal' as const, size: 3 } };
    const { found } = await energiesOf({ ...spec, drdam: many });
    exact.energies.forEach((energy, q) => {
      expect(Math.abs((found[0]?.energies[q] ?? NaN) - energy)).toBeLessThan(5e-3);
    });
  });

  it('of more memories than give the axes are refused where they would be fewer than asked for', async () => {
    const many = { ...memories, states: boxStates(513, dim, 1) };
    const make = (size: number) => makeSubspace({ kind: 'principal', size }, many, runtime, never);
    await expect(make(512)).rejects.toThrow('has at most 511 dimensions, not 512');
    expect((await make(511)).size).toBe(dim);
  });
});

describe('shards', () => {
  it('send every query to the part of the memories that gives it the lowest energy', async () => {
    const { found, built } = await energiesOf({ ...spec, drdam: { ...drdamSpec, shards: 2 } });
    expect(built.models).toHaveLength(2);
    const queriesOf = built.models.map(({ queries: ofShard }) => ofShard ?? []);
    expect(queriesOf.flat().sort()).toEqual([0, 1, 2]);
    for (const [i, ofShard] of queriesOf.entries()) {
      for (const q of ofShard) {
        expect(found[i]?.energies[q]).toBeLessThanOrEqual(found[1 - i]?.energies[q] ?? NaN);
      }
    }
  });
});

describe('a schedule', () => {
  it('shares the steps out evenly and leaves out what is over', () => {
    expect(scheduleSegments({ schedule: [10, 20], beta: 30 }, 10)).toEqual([
      { beta: 10, from: 0, to: 3 },
      { beta: 20, from: 3, to: 7 },
      { beta: 30, from: 7, to: 10 },
    ]);
    expect(scheduleSegments({ schedule: [10], beta: 20 }, 10, 7)).toEqual([{ beta: 20, from: 7, to: 10 }]);
    expect(scheduleSegments({ schedule: [10], beta: 20 }, 10, 10)).toEqual([{ beta: 20, from: 10, to: 10 }]);
  });

  it('descends in one energy after the other, and sends every kept state once', async () => {
    const descent = { stepSize: 0.1, steps: 9, keep: 2 };
    const sent: number[] = [];
    const energies: number[] = [];
    let last = new Float32Array();
    for await (const batch of descendSchedule(runtime, { ...spec, schedule: [2] }, problem, descent, {
      signal: never,
    })) {
      sent.push(...batch.stateSteps);
      for (let i = 0; i < batch.count; i++) energies[batch.firstStep + i] = batch.energies[i * 3] ?? NaN;
      if (batch.states.length > 0) last = batch.states.slice(-queries.length);
    }
    expect(sent).toEqual([0, 2, 4, 6, 8, 9]);

    // the same by hand: two descents, the second from where the first ended
    let at = queries;
    for (const [beta, from, to] of [
      [2, 0, 5],
      [6, 5, 9],
    ] as const) {
      const built = await openModels(engine, runtime, { ...spec, beta }, memories, at, context);
      const stage = descend(
        runtime,
        built.models,
        { ...free, states: at },
        { ...descent, keep: 0, steps: to - from },
        never,
      );
      for await (const batch of stage) {
        const step = from + batch.firstStep;
        // of the seam the later stage says the energy
        if (step < to || to === 9) expect(energies[step]).toBeCloseTo(batch.energies[0] ?? NaN, 6);
        if (batch.states.length > 0) at = batch.states.slice(-queries.length);
      }
      await built.dispose();
    }
    at.forEach((value, i) => {
      expect(Math.abs(value - (last[i] ?? NaN))).toBeLessThan(1e-6);
    });
  });
});

it('a query that one stage lost has not diverged where the next one brings it on', () => {
  const outcome = new OutcomeTracker('drdam', 1, 2, spec, { stepSize: 0.1, steps: 4, keep: 0 });
  const batch = (firstStep: number, ...norms: number[]) => ({
    ...({
      model: 'drdam',
      firstStep,
      firstQuery: 0,
      numQueries: 1,
      count: norms.length,
      seconds: 0,
    } as const),
    ...{ energies: Float32Array.from(norms, () => 1), gradientNorms: Float32Array.from(norms) },
    ...{ states: new Float32Array(2), stateSteps: [firstStep] },
  });
  const warned = (...norms: number[]) => outcome.add(batch(0, ...norms)).length;
  expect([warned(1, 200, 200), outcome.stopped]).toEqual([1, [1]]);
  expect([warned(1, 0.5), outcome.stopped]).toEqual([0, [-1]]);
});

describe('step clipping', () => {
  it('shortens what is longer and leaves what is not', async () => {
    const lengths = async (maxStep?: number) => {
      const descent = { stepSize: 0.5, steps: 6, keep: 1, ...(maxStep !== undefined && { maxStep }) };
      const kept: Float32Array[] = [];
      for await (const batch of descendSchedule(runtime, spec, problem, descent, { signal: never })) {
        for (let i = 0; i < batch.stateSteps.length; i++) {
          kept.push(batch.states.subarray(i * queries.length, (i + 1) * queries.length));
        }
      }
      return kept.slice(1).map((state, t) =>
        Array.from({ length: 3 }, (_, q) => {
          const range = [q * dim, (q + 1) * dim] as const;
          const before = kept[t]?.subarray(...range) ?? [];
          return Math.hypot(...state.subarray(...range).map((value, i) => value - (before[i] ?? NaN)));
        }),
      );
    };
    const plain = (await lengths()).flat();
    const limit = 0.6 * Math.max(...plain);
    const clipped = (await lengths(limit)).flat();
    expect(Math.max(...clipped)).toBeCloseTo(limit, 6);
    // the first step of each query starts from the same place: it is the plain one or the limit
    plain.slice(0, 3).forEach((length, q) => {
      expect(clipped[q]).toBeCloseTo(Math.min(length, limit), 6);
    });
    expect((await lengths(1e6)).flat()).toEqual(plain);
  });
});

describe('a landscape', () => {
  const subspace = { kind: 'low-frequency' as const, size: 9 };
  it.each([{ subspace }, { shards: 2 }, { subspace, shards: 2 }])(
    'with %o is the energy at each point',
    async (beyond) => {
      const model = { ...spec, drdam: { ...drdamSpec, ...beyond } };
      const plane = await makePlane({ kind: 'pca' }, states, dim, runtime, never);
      const axis = Float64Array.of(-0.3, -0.1, 0.1, 0.3);
      const { energies } = await drdamLandscape(
        engine,
        runtime,
        model,
        memories,
        plane,
        { u: axis, v: axis },
        context,
      );
      const points = Float32Array.from({ length: 16 * dim }, (_, at) => {
        const [point, i] = [Math.floor(at / dim), at % dim];
        const [u, v] = [axis[point % 4] ?? 0, axis[Math.floor(point / 4)] ?? 0];
        return (plane.origin[i] ?? 0) + u * (plane.axes[0][i] ?? 0) + v * (plane.axes[1][i] ?? 0);
      });
      const built = await openModels(engine, runtime, model, memories, points, context);
      const found: Float32Array[] = [];
      for (const one of built.models) found.push((await evaluate(runtime, one, points, dim, never)).energies);
      await built.dispose();
      energies.forEach((energy, at) => {
        const lowest = Math.min(...found.map((one) => one[at] ?? NaN));
        expect(Math.abs(energy - lowest)).toBeLessThan(2e-5);
      });
    },
  );
});
