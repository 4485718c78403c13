import { finalStride, Recording } from '#shared/recording';
import type { Moment } from '../domain/run/moment';
import { runDescent } from './run-descent';
import type { EngineCalls } from './engines';
import { computeLandscapes } from './landscapes';
import { sampledSetup, jobOf } from '../domain/settings/job';
import { silentOptions } from './call-options';
import { defaultSettings } from '../domain/settings/settings';
import { clearBeta, separatingBeta } from '#shared/reliability';
import { prepareStates } from './prepare-states';
import { finishedMoment } from './finished-moment';

/** The number of grid points along each axis. */
const SIZE = 128;
/** With so few memories, each has a visible basin. */
const NUM_MEMORIES = 5;
const STEPS = 60;
/** At this step the state lies between the corrupted picture and the recalled one. */
const STEP_SHOWN = 8;

/** Computes the example of the first screen: one query in MrDAM among the first pictures of a sample. */
export async function firstView(engines: EngineCalls, source: string, signal: AbortSignal): Promise<Moment> {
  const options = silentOptions(signal);
  const setup = sampledSetup(source, defaultSettings, NUM_MEMORIES, 1);
  const { prepared } = await prepareStates(engines, setup, options);
  const beta = Math.round(clearBeta(separatingBeta(prepared.distances)));
  const { model, descent } = jobOf(source, { ...defaultSettings, beta, steps: STEPS });
  const models = ['mrdam' as const];
  const job = { setup, descent, model: { ...model, models } };
  const shape = { models, numQueries: 1, dim: prepared.dim, steps: STEPS };
  const recording = new Recording({ ...shape, stride: finalStride(shape) });
  const plane = { plane: 'auto' as const, query: 0 };
  const request = { memories: setup.memories, model: job.model, descent, ...plane, size: SIZE };
  const [landscapes] = await Promise.all([
    computeLandscapes(engines, request, prepared, options),
    runDescent(engines, job, recording, options, () => undefined),
  ]);
  return { ...finishedMoment(prepared, recording, landscapes), step: STEP_SHOWN };
}
