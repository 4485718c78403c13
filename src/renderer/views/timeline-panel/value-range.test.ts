import { describe, expect, it } from 'vitest';
import { Recording } from '#shared/recording';
import type { Series } from './series';
import type { RangeOptions } from './value-range';
import { displayLimit, minEnergyOf, valueRange } from './value-range';

const linear: RangeOptions = {
  quantity: 'energy',
  isLog: false,
  offset: 0,
  isZoomed: false,
  limit: Infinity,
};

function seriesOf(values: readonly number[], isMain: boolean): Series {
  return { isMain, at: (step: number) => values[step] ?? NaN } as Series;
}

describe('the limit of a plot', () => {
  const valuesOf = (one: Series) => [0, 1, 2].map(one.at);

  it('is a multiple of where the highest query starts, so a query that diverges leaves the plot', () => {
    const series = [seriesOf([0.2, 0.1, 900], true), seriesOf([0.4, 0.1, 0], false)];
    expect(displayLimit('energy', series, valuesOf)).toBeCloseTo(1.15 * 0.4, 12);
    expect(displayLimit('slope', series, valuesOf)).toBeCloseTo(10 * 0.4, 12);
  });

  it('is no lower than the selected query rises, in either model, unless that has diverged', () => {
    const rising = [seriesOf([0.02, 0.01, 0], true), seriesOf([0.02, 0.077, 0.05], true)];
    const other = seriesOf([0.04, 0.9, 0], false);
    expect(displayLimit('energy', [...rising, other], valuesOf)).toBe(0.077);
    const diverged = seriesOf([0.02, 0.06, 1e9], true);
    expect(displayLimit('energy', [diverged, other], valuesOf)).toBe(0.06);
  });

  it('of differences is three times the largest of the selected query, in either direction', () => {
    const series = [seriesOf([0, -0.5, 0.2], true), seriesOf([0, 800, 0], false)];
    expect(displayLimit('energy-difference', series, valuesOf)).toBe(1.5);
  });

  it('does not exist where nothing says what is large', () => {
    expect(displayLimit('energy', [seriesOf([NaN], true)], valuesOf)).toBe(Infinity);
    expect(displayLimit('energy-difference', [seriesOf([0, 0, 0], true)], valuesOf)).toBe(Infinity);
  });
});

describe('the axis', () => {
  it('includes zero, leaves out what is beyond the limit, and has a margin', () => {
    const [low, high] = valueRange([[0.2, 0.5, 900]], { ...linear, limit: 1 });
    expect(low).toBeCloseTo(-0.02, 12);
    expect(high).toBeCloseTo(0.52, 12);
    // a length is never below zero
    expect(valueRange([[0.2, 0.5]], { ...linear, quantity: 'slope' })[0]).toBe(0);
  });

  it('fits the values of a part of the run', () => {
    const [low, high] = valueRange([[0.2, 0.3]], { ...linear, isZoomed: true });
    expect([low, high].map((value) => value.toFixed(4))).toEqual(['0.1960', '0.3040']);
  });

  it('shows by itself how far apart two states must be to look different', () => {
    const [, high] = valueRange([[0, 0.001]], { ...linear, quantity: 'model-distance' });
    expect(high).toBeGreaterThan(0.05);
  });

  it('has a width where all values are equal or none is known', () => {
    for (const values of [[], [0, 0], [3, 3]]) {
      const [low, high] = valueRange([values], { ...linear, isZoomed: true });
      expect(high).toBeGreaterThan(low);
    }
  });

  it('of a logarithm above the lowest energy spans at most four decades', () => {
    const options = { ...linear, isLog: true, offset: -1 };
    // the lowest energy itself has no logarithm
    const [low, high] = valueRange([[9, 0, -1 + 1e-9, -1]], options);
    expect([low + 1, high + 1].map((value) => value.toPrecision(6))).toEqual(['0.00100000', '10.0000']);
    expect(valueRange([[0.5, 2]], { ...options, offset: 0 })).toEqual([0.5, 2]);
  });
});

describe('the lowest energy of a run', () => {
  const recordingOf = () => new Recording({ models: ['mrdam'], numQueries: 2, dim: 1, steps: 9 });

  /** Adds a frame as the engine sends it: its energies end a step before its states. */
  function addFrame(recording: Recording, firstStep: number, energies: readonly number[]): void {
    const count = energies.length / 2;
    const scalars = { data: Float32Array.from(energies), shape: [count, 2] };
    const states = { data: new Float32Array(2), shape: [1, 2, 1] };
    const meta = { model: 'mrdam' as const, firstStep, firstQuery: 0, stateSteps: [firstStep + count] };
    recording.add(meta, { energies: scalars, gradient_norms: scalars, states });
  }

  it('is that of all queries, whether it is read while the run streams or at its end', () => {
    const streamed = recordingOf();
    expect(minEnergyOf(streamed)).toBeNaN();
    const whole = recordingOf();
    for (const [step, energies] of [
      [5, 4],
      [3, 6],
      [1, 7],
    ].entries()) {
      addFrame(streamed, step, energies);
      addFrame(whole, step, energies);
      minEnergyOf(streamed);
    }
    expect([minEnergyOf(streamed), minEnergyOf(whole)]).toEqual([1, 1]);
  });

  it('forgets steps that are computed again', () => {
    const recording = recordingOf();
    addFrame(recording, 0, [5, 4, 1, 2]);
    expect(minEnergyOf(recording)).toBe(1);
    recording.cut(0);
    expect(minEnergyOf(recording)).toBe(4);
  });

  it('does not count a query that diverged', () => {
    const recording = recordingOf();
    addFrame(recording, 0, [5, -Infinity, 3, NaN]);
    expect(minEnergyOf(recording)).toBe(3);
  });
});
