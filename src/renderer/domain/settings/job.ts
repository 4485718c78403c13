import type { DescentSpec, DrdamSpec, ImageSource, ModelSpec, QuerySpec, Setup } from '#shared/setup';
import type { Damage, QuerySettings, Settings } from './settings';

/** What the engine computes for a run. */
export interface Job {
  readonly setup: Setup;
  readonly model: ModelSpec;
  readonly descent: DescentSpec;
}

/** Dimensions of the subspace of low frequencies. */
export const LOW_FREQUENCIES = 300;

const EPSILON = 1e-5;

/** The engine's plain data for a source and settings. */
export function jobOf(source: string, settings: Settings): Job {
  const { memories, queries, beta, form, device, stepSize, steps, beyond } = settings;
  return {
    setup: {
      memories: { from: 'chosen', images: imageSourceOf(source, settings), names: [...memories] },
      queries: { from: 'each', queries: queries.map((query) => recipeOf(query, source, settings)) },
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

/** The pictures of a source, as they become states. */
export function imageSourceOf(
  source: string,
  { pictures: { side, gray } }: Pick<Settings, 'pictures'>,
): ImageSource {
  return { source, ...(side !== null && { size: { width: side, height: side } }), gray };
}

/** The first pictures that a seed draws, and queries made from the first of them: before it is known what there is. */
export function sampledSetup(source: string, settings: Settings, count: number, numQueries: number): Setup {
  const { drawing: seed, damage } = settings;
  return {
    memories: { from: 'images', images: imageSourceOf(source, settings), count, seed },
    queries: { from: 'memories', count: numQueries, seed, ...recipeDamage(damage) },
  };
}

function recipeDamage(damage: Damage): Pick<QuerySpec, keyof Damage> {
  return { ...damage, corruptions: [...damage.corruptions] };
}

export function recipeOf(
  { source: from, damage }: QuerySettings,
  source: string,
  settings: Settings,
): QuerySpec {
  return {
    source:
      from.kind === 'state'
        ? from
        : { kind: 'picture', images: imageSourceOf(from.source ?? source, settings), name: from.name },
    ...recipeDamage(damage ?? settings.damage),
    seed: settings.drawing,
  };
}

function scheduleOf({ beta, beyond: { stagesBefore } }: Settings): Pick<ModelSpec, 'schedule'> {
  if (stagesBefore === 0) return {};
  const share = (stage: number) => (stagesBefore + stage) / (2 * stagesBefore);
  return { schedule: Array.from({ length: stagesBefore }, (_, stage) => beta * share(stage)) };
}

/** The memories differ in one direction fewer than there are of them. */
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

/** The numbers that DrDAM keeps of states of `dim` coordinates: all T, and a subspace where it is not computed. */
export function drdamNumbers(settings: Settings, dim: number): number {
  const { numFeatures, featureMap, memories, beyond } = settings;
  const ofOneT = (featureMap === 'sincos' || featureMap === 'expexp' ? 2 : 1) * numFeatures;
  const numT = Math.min(beyond.shards, memories.length) * (beyond.stagesBefore + 1);
  const rows = { principal: directionsOf(settings), 'low-frequency': 0 };
  return numT * ofOneT + (beyond.subspace ? (rows[beyond.subspace] + 1) * dim : 0);
}
