import { finalStride, Recording } from '#shared/recording';
import { separatingBeta } from '#shared/trust';
import type { Host } from '../host/host';
import type { Moment } from '../views/view-model';
import { runDescent } from './descent';
import { energyCutOf } from './energy-cut';
import { Engines } from './engines';
import { computeLandscapes } from './landscapes';
import { PathFollower } from './paths';
import { defaultSettings, jobOf, twoDigits } from './settings';
import { prepareStates, quietScope } from './states';

/** Points along each axis: it is drawn once. */
const SIZE = 128;
/** A few memories, each with a basin that is seen. */
const NUM_MEMORIES = 5;
/** How far above the smallest beta at which they are apart. */
const CLEAR_SEPARATION = 1.5;
const STEPS = 60;
/** The state is on its way here: neither the damaged picture nor the recalled one. */
const STEP_SHOWN = 8;

/** What a descent looks like, before anything was opened: one query in MrDAM, among a sample's first pictures. */
export async function firstView(host: Host, source: string, signal: AbortSignal): Promise<Moment> {
  const engines = new Engines(host);
  const scope = quietScope(signal);
  const settings = { ...defaultSettings, numMemories: NUM_MEMORIES, steps: STEPS };
  const { prepared } = await prepareStates(engines, jobOf(source, settings, 1).setup, scope);
  const beta = twoDigits(CLEAR_SEPARATION * separatingBeta(prepared.spread));
  const { setup, model, descent } = jobOf(source, { ...settings, beta }, 1);
  const models = ['mrdam' as const];
  const job = { setup, descent, model: { ...model, models } };
  const shape = { models, numQueries: 1, dim: prepared.dim, steps: STEPS };
  const recording = new Recording({ ...shape, stride: finalStride(shape) });
  const wish = { memories: setup.memories, model: job.model, plane: 'memories' as const, size: SIZE };
  const [landscapes] = await Promise.all([
    computeLandscapes(engines, wish, prepared, scope),
    runDescent(engines, job, recording, scope, () => undefined),
  ]);
  const follower = new PathFollower(recording, landscapes);
  follower.advance(Infinity);
  const { paths } = follower;
  const energyCut = energyCutOf(recording, landscapes);
  return { prepared, recording, landscapes, paths, energyCut, step: STEP_SHOWN, query: 0 };
}
