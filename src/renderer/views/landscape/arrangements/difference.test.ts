import { describe, expect, it } from 'vitest';
import type { Landscapes, Moment } from '../../../domain/run/moment';
import { arrangeSurfaces, effectiveArrangement, surfaceKind } from './arranged-surfaces';

/** Four points: both models low, DrDAM higher, MrDAM above the cut, DrDAM not finite. */
const energies = {
  mrdam: Float32Array.of(-1, 0, 5, 0),
  drdam: Float32Array.of(-0.75, 0.5, 0, NaN),
};
const landscapes = {
  size: 2,
  u: Float64Array.of(-1, 1),
  v: Float64Array.of(-1, 1),
  energies,
  noiseEnergy: 0.25,
} as unknown as Landscapes;
const momentOf = (of: Landscapes | null, energyCut = 1) => ({ landscapes: of, energyCut }) as Moment;

describe('the difference of both energies', () => {
  const { scale, slabs, heightFields } = arrangeSurfaces(momentOf(landscapes), 'difference');

  it('has a scale that reaches as far below zero as above it', () => {
    expect(scale).toMatchObject({ low: -0.5, cut: 0.5, isDifference: true });
  });

  it('is DrDAM minus MrDAM where both are below the cut, and flat elsewhere', () => {
    const [a, b, ...flat] = slabs[0]?.surface.energies ?? [];
    expect([a, b, ...flat.map(Math.abs)]).toEqual([0.25, 0.5, 0, 0]);
  });

  it('is not read where there is nothing to compare', () => {
    expect(heightFields[0]?.read(0, 0).energy).toBeNaN();
    const low = { mrdam: Float32Array.of(-1, 0, 0, 0), drdam: Float32Array.of(-0.75, 0.5, 0.25, 0) };
    const { heightFields: readable } = arrangeSurfaces(
      momentOf({ ...landscapes, energies: low }),
      'difference',
    );
    expect([readable[0]?.read(-5, -5).energy, readable[0]?.read(0, 0).energy]).toEqual([0.25, 0.25]);
  });
});

describe('both energies', () => {
  it('have one scale, from the lowest energy of both to the cut', () => {
    expect(arrangeSurfaces(momentOf(landscapes), 'energies').scale).toMatchObject({ low: -1, cut: 1 });
    const following = { slices: {}, low: -3 };
    expect(arrangeSurfaces(momentOf({ ...landscapes, following }), 'energies').scale?.low).toBe(-3);
  });

  it('show something where the cut lies below them', () => {
    const { scale } = arrangeSurfaces(momentOf(landscapes, -7), 'energies');
    expect(scale?.cut).toBeGreaterThan(-1);
  });

  it('are hatched where DrDAM is above its noise, MrDAM nowhere', () => {
    const { slabs, isHatched, isHatchedBelowCut } = arrangeSurfaces(momentOf(landscapes), 'energies');
    expect([isHatched, isHatchedBelowCut]).toEqual([true, true]);
    expect(slabs.map(({ hatchAbove }) => hatchAbove)).toEqual([null, 0.25]);
    expect(arrangeSurfaces(momentOf({ ...landscapes, noiseEnergy: 2 }), 'energies').isHatched).toBe(false);
    const high = arrangeSurfaces(momentOf(landscapes, 0.2), 'energies');
    expect([high.isHatched, high.isHatchedBelowCut]).toEqual([true, false]);
  });

  it('are none before they are computed', () => {
    expect(arrangeSurfaces(momentOf(null), 'energies')).toMatchObject({ slabs: [], scale: null });
  });
});

it('compares models only where there are two', () => {
  expect(effectiveArrangement('difference', ['mrdam'])).toBe('side');
  expect(effectiveArrangement('map', ['mrdam'])).toBe('map');
  expect(effectiveArrangement('overlay', ['mrdam', 'drdam'])).toBe('overlay');
  expect(surfaceKind('difference', momentOf(landscapes))).toBe('difference');
  const one = { ...landscapes, energies: { mrdam: energies.mrdam } };
  expect(surfaceKind('difference', momentOf(one))).toBe('energies');
});
