import type { ExperimentName } from '#shared/experiments';
import type { Experiment } from './experiment';
import { features } from './projections';
import { fig1 } from './fig1';
import { fig2 } from './fig2';
import { fig3, fig5 } from './fig3-fig5';
import { fig4a } from './fig4a';
import { fig4b } from './fig4b';
import { fig6 } from './fig6';
import { range } from './range';
import { recallRate } from './recall-rate';

/** Every experiment, by its name. */
export const experiments: Readonly<Record<ExperimentName, Experiment>> = {
  fig1,
  fig2,
  fig3,
  fig4a,
  fig4b,
  fig5,
  fig6,
  features,
  range,
  recall: recallRate,
};
