import { expect, it } from 'vitest';
import { energyCutAbove } from '#shared/energy-cut';
import { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import type { Landscapes } from '../domain/run/moment';
import { energyCutOf } from './energy-cut';

/** Energies from 0 to 100, in disorder; 60 % of them lie below 60. */
const energies = Float32Array.from({ length: 101 }, (_, i) => (i * 37) % 101);
const surface = (models: readonly ModelName[] = ['mrdam']) =>
  ({ energies: Object.fromEntries(models.map((model) => [model, energies])) }) as unknown as Landscapes;

/** A recording of two queries with the energies of each step. */
function recordingOf(models: readonly ModelName[], ...steps: readonly [number, number][]): Recording {
  const recording = new Recording({ models, numQueries: 2, dim: 1, steps: 5 });
  models.forEach((model, m) => {
    steps.forEach((two, step) => {
      const scalars = { data: Float32Array.from(two, (energy) => energy + 1000 * m), shape: [1, 2] };
      const states = { data: new Float32Array(2), shape: [1, 2, 1] };
      const meta = { model, firstStep: step, firstQuery: 0, stateSteps: [step] };
      recording.add(meta, { energies: scalars, gradient_norms: scalars, states });
    });
  });
  return recording;
}

it('keeps the highest first state of MrDAM in view', () => {
  const recording = recordingOf(['mrdam', 'drdam'], [20, 40], [90, 90]);
  expect(energyCutOf(recording, surface(['mrdam', 'drdam']))).toBe(energyCutAbove(0, 40));
});

it('cuts off two fifths of a surface without a path, of either model', () => {
  expect(energyCutOf(null, surface())).toBe(energyCutAbove(0, 60));
  expect(energyCutOf(null, surface(['drdam']))).toBe(energyCutAbove(0, 60));
  // energies have not come yet
  expect(energyCutOf(recordingOf(['mrdam']), surface())).toBe(energyCutAbove(0, 60));
});

it('passes over energies that are not finite', () => {
  const partly = Float32Array.from([...energies, NaN, -Infinity, ...Array<number>(100).fill(NaN)]);
  const landscapes = { energies: { mrdam: partly } } as unknown as Landscapes;
  expect(energyCutOf(null, landscapes)).toBe(energyCutAbove(0, 60));
});

it('is not low where settings change once the states lie deep', () => {
  const recording = recordingOf(['mrdam'], [90, 80], [5, 3], [70, 10]);
  expect(energyCutOf(recording, surface(), 1)).toBe(energyCutAbove(0, 60));
  expect(energyCutOf(recording, surface(), 2)).toBe(energyCutAbove(0, 70));
});
