import { Recording } from '#shared/recording';
import type { Progress } from '#shared/progress';
import type { Host } from '../host/host';
import type { Moment } from '../domain/run/moment';
import type { Job } from '../domain/settings/job';
import { runDescent } from './run-descent';
import { Engines } from './engines';
import { computeLandscapes } from './landscapes';
import { prepareStates } from './prepare-states';
import { finishedMoment } from './finished-moment';

export interface ComputeOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** The number of grid points along each axis of the landscapes. */
  readonly gridSize?: number;
  /** The steps whose states are kept, besides the first and the last. All are kept if absent. */
  readonly keepSteps?: ReadonlySet<number>;
}

const DEFAULT_GRID_SIZE = 256;

/** Computes everything that a film of a run shows. */
export async function computeRun(host: Host, job: Job, options: ComputeOptions): Promise<Moment> {
  const engines = new Engines(host);
  const call = { ...options, onNotice: () => undefined };
  const { prepared } = await prepareStates(engines, job.setup, call);
  const { numQueries, dim } = prepared;
  const recording = new Recording({
    models: job.model.models,
    numQueries,
    dim,
    steps: job.descent.steps,
    ...(options.keepSteps && { keepSteps: options.keepSteps }),
  });
  const request = {
    ...job,
    memories: job.setup.memories,
    plane: 'auto' as const,
    query: 0,
    size: options.gridSize ?? DEFAULT_GRID_SIZE,
  };
  const [landscapes] = await Promise.all([
    computeLandscapes(engines, request, prepared, { ...call, onProgress: () => undefined }),
    runDescent(engines, job, recording, call, () => undefined),
  ]);
  return finishedMoment(prepared, recording, landscapes);
}
