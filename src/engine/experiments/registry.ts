import type { ExperimentName } from '#shared/experiments';
import type { Experiment } from './experiment';
import { fig3 } from './fig3';
import { fig5 } from './fig5';

export const experiments: Readonly<Partial<Record<ExperimentName, Experiment>>> = { fig3, fig5 };
