import { expect, it } from 'vitest';
import { Recording } from '#shared/recording';
import type { Moment } from '../../domain/run/moment';
import { readoutAt, seriesOf } from './series';

const STEPS = 4;
/** [step, query]: the energies of each model, known up to its last row. */
const ENERGIES = { mrdam: [5, 6, 4, 5, 3, 4], drdam: [5.5, 6.5, 4.25, 5.25] };

function momentOf(query: number, ...models: ('mrdam' | 'drdam')[]): Moment {
  const recording = new Recording({ models, numQueries: 2, dim: 1, steps: STEPS });
  for (const model of models) {
    const data = Float32Array.from(ENERGIES[model]);
    const numSteps = data.length / 2;
    const scalars = { data, shape: [numSteps, 2] };
    const stateSteps = Array.from({ length: numSteps }, (_, step) => step);
    recording.add(
      { model, firstStep: 0, firstQuery: 0, stateSteps },
      {
        energies: scalars,
        gradient_norms: scalars,
        states: { data: new Float32Array(data.length), shape: [numSteps, 2, 1] },
      },
    );
  }
  // neither its states nor its landscapes are asked for where the quantity is an energy
  return { recording, query } as Partial<Moment> as Moment;
}

it('gives a curve for each query and model, DrDAM first and the selected query last', () => {
  const series = seriesOf('energy', momentOf(0, 'mrdam', 'drdam'));
  expect(series.map(({ query, model, isMain }) => [query, model, isMain])).toEqual([
    [1, 'drdam', false],
    [1, 'mrdam', false],
    [0, 'drdam', true],
    [0, 'mrdam', true],
  ]);
  expect(series.map(({ at }) => at(1))).toEqual([5.25, 5, 4.25, 4]);
});

it('compares the models up to the step that both have reached', () => {
  const [, main] = seriesOf('energy-difference', momentOf(0, 'mrdam', 'drdam'));
  expect(main).toMatchObject({ model: null, query: 0 });
  expect([0, 1, 2].map((step) => main?.at(step))).toEqual([0.5, 0.25, NaN]);
  expect(main?.decimated([0, STEPS], 1).values).toEqual([0.5, 0.25]);
  expect(seriesOf('energy-difference', momentOf(0, 'mrdam'))).toEqual([]);
});

it('reads out one value of each model, MrDAM first, that of the selected query', () => {
  const read = readoutAt(seriesOf('energy', momentOf(1, 'mrdam', 'drdam')), 1, 1);
  expect(read.map(({ model, at }) => [model, at(1)])).toEqual([
    ['mrdam', 5],
    ['drdam', 5.25],
  ]);
});
