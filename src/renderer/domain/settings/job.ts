import type { DescentSpec, DrdamSpec, ImageSource, ModelSpec, QuerySpec, Setup } from '#shared/setup';
import type { CorruptionSettings, QuerySettings, Settings } from './settings';

/** The request of a run to the engine. */
export interface Job {
  readonly setup: Setup;
  readonly model: ModelSpec;
  readonly descent: DescentSpec;
}

/** The number of dimensions of the low-frequency subspace. */
export const LOW_FREQUENCIES = 300;

const EPSILON = 1e-5;

/** Returns the engine's request for a source and settings. */
export function jobOf(source: string, settings: Settings): Job {
  const { memories, queries, beta, form, device, stepSize, steps, beyond } = settings;
  return {
    setup: {
      memories: { from: 'chosen', images: imageSourceOf(source, settings), names: [...memories] },
      queries: { from: 'each', queries: queries.map((query) => querySpecOf(query, source, settings)) },
    },
    model: {
      models: ['mrdam', 'drdam'],
      beta,
      ...scheduleOf(settings),
      form,
      drdam: drdamOf(settings),
      device,
    },
    descent: {
      stepSize,
      steps,
      ...(beyond.maxStep !== null && { maxStep: beyond.maxStep }),
      keep: 1,
    },
  };
}

/** Returns how the pictures of a source become states. */
export function imageSourceOf(
  source: string,
  { pictures: { side, gray } }: Pick<Settings, 'pictures'>,
): ImageSource {
  return { source, ...(side !== null && { size: { width: side, height: side } }), gray };
}

/** Returns a setup of the first pictures that a seed samples, with queries made from the first of them. It needs no list of the set. */
export function sampledSetup(source: string, settings: Settings, count: number, numQueries: number): Setup {
  const { drawing: seed, corruption } = settings;
  return {
    memories: { from: 'images', images: imageSourceOf(source, settings), count, seed },
    queries: { from: 'memories', count: numQueries, seed, ...corruptionSpecOf(corruption) },
  };
}

function corruptionSpecOf(corruption: CorruptionSettings): Pick<QuerySpec, keyof CorruptionSettings> {
  return { ...corruption, corruptions: [...corruption.corruptions] };
}

export function querySpecOf(
  { source: from, corruption }: QuerySettings,
  source: string,
  settings: Settings,
): QuerySpec {
  return {
    source:
      from.kind === 'state'
        ? from
        : { kind: 'picture', images: imageSourceOf(from.source ?? source, settings), name: from.name },
    ...corruptionSpecOf(corruption ?? settings.corruption),
    seed: settings.drawing,
  };
}

function scheduleOf({ beta, beyond: { stagesBefore } }: Settings): Pick<ModelSpec, 'schedule'> {
  if (stagesBefore === 0) return {};
  const share = (stage: number) => (stagesBefore + stage) / (2 * stagesBefore);
  return { schedule: Array.from({ length: stagesBefore }, (_, stage) => beta * share(stage)) };
}

/** Limits the dimension of the principal subspace: K memories span at most K − 1 directions. */
function directionsOf({ memories }: Settings): number {
  return Math.max(1, memories.length - 1);
}

function drdamOf(settings: Settings): DrdamSpec {
  const { numFeatures, featureMap, projection, seed, beyond } = settings;
  const { subspace: kind, shards } = beyond;
  const size = kind === 'principal' ? directionsOf(settings) : LOW_FREQUENCIES;
  return {
    numFeatures,
    featureMap,
    projection,
    epsilon: EPSILON,
    seed,
    ...(kind && { subspace: { kind, size } }),
    ...(shards > 1 && { shards }),
  };
}

/** Returns how many numbers DrDAM stores for states of `dim` coordinates: all vectors T, and the basis of a subspace. */
export function drdamNumbers(settings: Settings, dim: number): number {
  const { numFeatures, featureMap, memories, beyond } = settings;
  const ofOneT = (featureMap === 'sincos' || featureMap === 'expexp' ? 2 : 1) * numFeatures;
  const numT = Math.min(beyond.shards, memories.length) * (beyond.stagesBefore + 1);
  const rows = { principal: directionsOf(settings), 'low-frequency': 0 };
  return numT * ofOneT + (beyond.subspace ? (rows[beyond.subspace] + 1) * dim : 0);
}
