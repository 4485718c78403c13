import { describe, expect, it } from 'vitest';
import { Recording } from '#shared/recording';
import type { Landscapes, Moment, PlanePoint, PreparedStates } from '../../domain/run/moment';
import { entryAt, pointAt } from '../../domain/run/plane-projection';
import { probe } from './probe';
import { distanceLabel, readingOf, valueLabel } from './readings';
import { readingRows, readingsFile } from './reading-rows';
import { farthestOff, offPlaneOf, projectionsOn, shareText, stateAt } from './slice';
import { startPointAt } from './start-point';
import { DEFAULT_VIEW_OPTIONS } from '../view-options';

const point = (u: number, v: number, offPlane = 0): PlanePoint => ({ u, v, offPlane });

/** The energy 2u + v + 10 on a grid from −1 to 1, in three dimensions of which the plane has the first two. */
const landscapes: Landscapes = {
  kind: 'pca',
  size: 3,
  u: Float64Array.of(-1, 0, 1),
  v: Float64Array.of(-1, 0, 1),
  origin: Float64Array.of(1, 2, 3),
  axes: [Float64Array.of(1, 0, 0), Float64Array.of(0, 1, 0)],
  energies: { mrdam: Float32Array.of(7, 9, 11, 8, 10, 12, 9, 11, 13) },
  memories: new Float32Array(6),
  items: [],
  projections: [point(0.5, 0, 4), point(-1, 0, 0)],
  explainedVariance: 0.62,
  noiseEnergy: null,
};
/** The same, where MrDAM's slice goes through another state. */
const followed: Landscapes = {
  ...landscapes,
  following: {
    slices: {
      mrdam: {
        origin: Float64Array.of(1, 2, 9),
        projections: [point(0.5, 0, 0.1), point(-1, 0, 6)],
        offPlane: Float64Array.of(0.25),
      },
    },
    low: 0,
  },
};
const path = { steps: [0, 5, 9], points: [point(0, 0, 0.5), point(0, 0, 0.75), point(0, 0, 0.125)] };

function momentOf(of: Landscapes, step: number): Moment {
  const recording = new Recording({ models: ['mrdam'], numQueries: 1, dim: 3, steps: 9 });
  const scalars = { data: Float32Array.of(1.5, 0.5), shape: [2, 1] };
  recording.add(
    { model: 'mrdam', firstStep: 0, firstQuery: 0, stateSteps: [0, 1] },
    {
      energies: scalars,
      gradient_norms: scalars,
      states: { data: Float32Array.of(0, 0, 0, 0, 0, 3), shape: [2, 1, 3] },
    },
  );
  const prepared = {
    numQueries: 1,
    dim: 3,
    memories: Float32Array.of(0, 0, 5, 9, 9, 9),
    items: [
      { name: 'a.png', className: null },
      { name: 'b.png', className: null },
    ],
  } as unknown as PreparedStates;
  const paths = { mrdam: [path], drdam: [], own: [] };
  return { prepared, recording, landscapes: of, paths, energyCut: 1, step, query: 0 };
}

describe('a slice', () => {
  it('is that of the plane, or the one that follows the query in this model', () => {
    expect([...stateAt(landscapes, 'mrdam', 0.5, -1)]).toEqual([1.5, 1, 3]);
    expect([...stateAt(followed, 'mrdam', 0.5, -1)]).toEqual([1.5, 1, 9]);
    expect([...stateAt(followed, 'drdam', 0.5, -1)]).toEqual([1.5, 1, 3]);
    expect(projectionsOn(followed, 'mrdam')[0]?.offPlane).toBe(0.1);
  });

  it('knows how far a state is off it: on the way at the last kept step, else at this one', () => {
    expect([4, 5, 8, 9].map((step) => offPlaneOf(momentOf(landscapes, step), 'mrdam', 0))).toEqual([
      0.5, 0.75, 0.75, 0.125,
    ]);
    expect(offPlaneOf(momentOf(followed, 5), 'mrdam', 0)).toBe(0.25);
    expect(offPlaneOf(momentOf(landscapes, 5), 'drdam', 0)).toBeNull();
    expect(farthestOff(momentOf(landscapes, 0))).toBe(0.75);
  });

  it('knows it of a state on a new plane before the path has come to it', () => {
    const moment = momentOf(landscapes, 1);
    const behind = { steps: [0], points: [point(0, 0, 0.5)] };
    expect(offPlaneOf({ ...moment, paths: { ...moment.paths, mrdam: [behind] } }, 'mrdam', 0)).toBe(0);
    expect(pointAt({ ...moment, paths: { ...moment.paths, mrdam: [behind] } }, 'mrdam', 0)).toEqual(
      point(-1, -2),
    );
  });

  it('says how much of the memories it shows', () => {
    const text = shareText;
    expect([text(0.62), text(0.004), text(1)]).toEqual(['62 %', 'under 1 %', '100 %']);
  });
});

it('finds the last entry of a path that is not after a step', () => {
  expect([0, 4, 5, 100].map((step) => entryAt(path, step))).toEqual([0, 0, 1, 2]);
});

describe('a point of a landscape', () => {
  it('has the energy and the slope there, within the grid and at its edge', () => {
    for (const [u, v] of [
      [0.25, -0.5],
      [1, 1],
      [-1, 0],
    ] as const) {
      // prettier-ignore
      const { energy, slope } = probe(landscapes, 'mrdam', u, v);
      expect(energy).toBeCloseTo(2 * u + v + 10, 6);
      expect(slope).toBeCloseTo(Math.hypot(2, 1), 6);
    }
    expect(probe(landscapes, 'drdam', 0, 0).energy).toBeNaN();
  });

  it('is nearest to a memory in the whole space, not on the plane', () => {
    expect(probe(landscapes, 'mrdam', 0.5, 0)).toMatchObject({ nearest: 1, distance: 1.5 });
    expect(probe(followed, 'mrdam', 0.5, 0)).toMatchObject({ nearest: 0, distance: 0.1 });
  });

  it('is one state for both models, unless their slices are others', () => {
    const both = { ...landscapes, energies: { ...landscapes.energies, drdam: new Float32Array(9) } };
    const start = (of: Landscapes) =>
      startPointAt(of, DEFAULT_VIEW_OPTIONS, 'mrdam', { u: 0.5, v: -1 }, { x: 1, y: 2 });
    expect(start(both).readings.map(({ model }) => model)).toEqual(['mrdam', 'drdam']);
    const { readings, state } = start({ ...both, following: followed.following } as Landscapes);
    expect([readings.map(({ model }) => model), [...state]]).toEqual([['mrdam'], [1.5, 1, 9]]);
  });
});

describe('a reading', () => {
  it('is of the step, with the memory nearest to the last kept state', () => {
    expect(readingOf(momentOf(landscapes, 1), 'mrdam')).toEqual({
      energy: 0.5,
      slope: 0.5,
      nearest: 'a',
      distance: 2,
      offPlane: 0.5,
    });
    expect(readingOf(momentOf(landscapes, 1), 'drdam')).toMatchObject({ energy: NaN, nearest: null });
  });

  it('is written with the decimals of its scale, and a dash where it is unknown', () => {
    expect([distanceLabel(0.1234, 0.01), distanceLabel(NaN, 0.01)]).toEqual(['0.12', '–']);
    expect([valueLabel(0.000_14, 0.0001), valueLabel(Infinity, 0.1)]).toEqual(['0.00014', '–']);
  });

  it('goes to a file with empty cells where it is unknown', async () => {
    const rows = await readingRows(momentOf(landscapes, 5), () => false);
    expect(await readingsFile(rows, []).text()).toBe(
      'query,model,step,energy,slope,nearest,distance,off_plane\r\na,MrDAM,5,,,a,2,0.75\r\n',
    );
    expect(await readingRows(momentOf(landscapes, 5), () => true)).toEqual([]);
  });
});
