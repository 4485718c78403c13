import { beforeEach, describe, expect, it } from 'vitest';
import type { GridSpec, PlaneSpec } from '#shared/setup';
import { EngineError } from '#shared/errors';
import { ScriptedEngine } from '../../../tests/support/scripted-engine';
import { landscapeReport, sendLandscape } from '../../../tests/support/scripted-run';
import type { PlanePoint, PreparedStates } from '../domain/run/moment';
import { jobOf } from '../domain/settings/job';
import type { Settings } from '../domain/settings/settings';
import { defaultSettings, settingsStoring } from '../domain/settings/settings';
import { silentOptions } from './call-options';
import type { LandscapeRequest } from './landscapes';
import { computeLandscapes } from './landscapes';

const settings: Settings = { ...defaultSettings, ...settingsStoring(['a', 'b', 'c']) };
const items = ['a', 'b', 'c'].map((name) => ({ name, className: null }));
/** Three memories and a query of two pixels, which are the coordinates on the plane. */
const prepared: PreparedStates = {
  dim: 2,
  shape: { height: 1, width: 2, channels: 1 },
  items,
  memories: Float32Array.of(0, 0, 4, 0, 0, 2),
  numQueries: 1,
  queries: Float32Array.of(6, 1),
  clamped: new Uint8Array(2),
  origins: null,
  targets: [0],
  distances: {
    memories: Float64Array.of(0, 16, 4, 16, 0, 20, 4, 20, 0),
    queries: Float64Array.of(37, 5, 37),
    numMemories: 3,
    freeCoordinates: [2],
  },
};

let engine: ScriptedEngine;
/** The share of variance that each kind of plane shows. */
let variance: number;
let planes: PlaneSpec[];
let grids: GridSpec[];
let projections: PlanePoint[];
/** Whether the engine finds the end of a descent. */
let hasEnd: boolean;
beforeEach(() => {
  [engine, variance, planes, grids, hasEnd] = [new ScriptedEngine(), 1, [], [], true];
  projections = [
    { u: 0, v: 0, offPlane: 0 },
    { u: 4, v: 0, offPlane: 0 },
    { u: 0, v: 2, offPlane: 0 },
  ];
  engine.on('plane', ({ plane }, { onFrame }) => {
    planes.push(plane);
    const isOfQuery = plane.kind === 'descent';
    if (isOfQuery && !hasEnd) throw new EngineError('unsupported', 'There are too many.', 'Choose another.');
    const origin = { data: new Float64Array(2), shape: [2] };
    const axes = { data: Float64Array.of(1, 0, 0, 1), shape: [2, 2] };
    void onFrame?.({}, { origin, axes });
    const descent = { end: 0, rival: 2 };
    return Promise.resolve({
      explainedVariance: variance,
      memories: projections,
      ...(isOfQuery && { descent }),
    });
  });
  engine.on('landscape', ({ grid, model }, options) => {
    grids.push(grid);
    sendLandscape(grid.size, options, model.models);
    return Promise.resolve(landscapeReport);
  });
});

function compute(plane: LandscapeRequest['plane'], of = prepared, changed: Partial<Settings> = {}) {
  const { setup, model, descent } = jobOf('set', { ...settings, ...changed });
  const request = { memories: setup.memories, model, descent, query: 0, plane, size: 3 };
  return computeLandscapes(engine, request, of, silentOptions());
}

describe('the automatic plane', () => {
  it('is that of the query, and shows its start, its end and the two memories that it goes to', async () => {
    const landscapes = await compute('auto');
    expect([landscapes.kind, landscapes.descent]).toEqual(['descent', { query: 0, end: 0, rival: 2 }]);
    // from the end at u = 0 to the query at u = 6; the memory at u = 4 does not matter
    const { u0 = 0, u1 = 0 } = grids[0]?.extent ?? {};
    expect([u0, u1].map((u) => u.toFixed(9))).toEqual([3 - 3 * 1.32, 3 + 3 * 1.32].map((u) => u.toFixed(9)));
  });
});

describe('the plane where the end of the descent is not known', () => {
  beforeEach(() => {
    hasEnd = false;
  });

  it('is the principal one where it shows enough of the memories', async () => {
    variance = 0.6;
    expect((await compute('auto')).kind).toBe('pca');
    expect(planes.map(({ kind }) => kind)).toEqual(['descent', 'pca']);
  });

  it('goes through three memories where the principal one shows too little', async () => {
    variance = 0.59;
    expect((await compute('auto')).kind).toBe('memories');
    expect(grids[0]?.plane).toEqual({ kind: 'memories', indices: [0, 1, 2] });
  });

  it('stays the principal one where there are fewer than three memories', async () => {
    variance = 0.1;
    expect((await compute('auto', { ...prepared, items: items.slice(0, 2) })).kind).toBe('pca');
  });
});

describe('the extent', () => {
  it('is a square around memories and queries, with a margin of 16 % of its width on each side', async () => {
    await compute({ kind: 'pca' });
    // from the memory at u = 0 to the query at u = 6; v is centred between 0 and 2
    const half = 3 * 1.32;
    const { u0, u1, v0, v1 } = grids[0]?.extent ?? {};
    for (const [value, expected] of [
      [u0, 3 - half],
      [u1, 3 + half],
      [v0, 1 - half],
      [v1, 1 + half],
    ] as const) {
      expect(value).toBeCloseTo(expected, 12);
    }
  });

  it('has a size where all points coincide', async () => {
    projections = [{ u: 6, v: 1, offPlane: 0 }];
    await compute({ kind: 'pca' });
    const { u0 = 0, u1 = 0 } = grids[0]?.extent ?? {};
    expect(u1 - u0).toBeGreaterThan(0);
  });

  it('follows the distances of the memories on a random plane, which shows them close together', async () => {
    projections = projections.map(({ u, v }) => ({ u, v, offPlane: 20 }));
    await compute({ kind: 'random', seed: 1 });
    const { u0 = 0, u1 = 0 } = grids[0]?.extent ?? {};
    expect((u1 - u0) / 2).toBeCloseTo(10 * 1.32, 12);
  });
});

describe('the noise of DrDAM', () => {
  // its signal is 3 times the noise where exp(-beta E) = 3 sqrt(K_eff / 2Y), with K_eff = 3 for memories far apart
  const noiseEnergy = -Math.log(3 * Math.sqrt(3 / (2 * 180_000))) / 60;

  it('is hatched above the energy at which the signal is three times as large', async () => {
    expect((await compute({ kind: 'pca' })).noiseEnergy).toBeCloseTo(noiseEnergy, 10);
  });

  it('is not predicted for the kernel sum', async () => {
    expect((await compute({ kind: 'pca' }, prepared, { form: 'kernel' })).noiseEnergy).toBeNull();
  });
});
