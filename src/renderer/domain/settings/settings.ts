import { z } from 'zod';
import type { Side } from '#shared/setup';
import {
  Corruption,
  DeviceId,
  EnergyForm,
  FeatureMap,
  Fill,
  isTrigonometric,
  ProjectionKind,
  Seed,
  SubspaceSpec,
} from '#shared/setup';
import { PlaneChoice } from './plane-choice';
import { isEqual } from '../equality';

/** What a query is made from: a picture by its name, of the open set or of another source, or a state in base64. */
const QuerySource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('picture'), name: z.string(), source: z.string().optional() }),
  z.object({ kind: z.literal('state'), state: z.base64() }),
]);

/** What is done to the picture that a query is made from. */
export const Damage = z.object({
  corruptions: z.array(Corruption).readonly(),
  fill: Fill,
  /** Keep undamaged pixels fixed. */
  clamp: z.boolean(),
});
export type Damage = z.infer<typeof Damage>;

/** A query as a person sets it. Where `damage` is null, the damage of the settings applies. */
export const QuerySettings = z.object({ source: QuerySource, damage: Damage.nullable() });
export type QuerySettings = z.infer<typeof QuerySettings>;

/** How pictures become states. */
export const Pictures = z.object({
  /** Pixels along each side, what does not fit being cropped; null for their own where all are equal and small, else 64. */
  side: z.int().positive().max(4096).nullable(),
  gray: z.boolean(),
});
export type Pictures = z.infer<typeof Pictures>;

export const Beyond = z.object({
  /** Values of beta that come before the last, evenly spaced from half of it; 0 is off. */
  stagesBefore: z.int().nonnegative(),
  /** No step is longer (RMS of pixels); null is off. */
  maxStep: z.number().positive().nullable(),
  subspace: SubspaceSpec.shape.kind.nullable(),
  /** Vectors T; 1 is off. */
  shards: z.int().positive(),
});
export type Beyond = z.infer<typeof Beyond>;

/** Everything that a person sets, as plain data: with the pictures themselves it gives the same numbers anywhere. */
export const Settings = z.object({
  pictures: Pictures,
  /** Names of the stored pictures, in their order. */
  memories: z.array(z.string()).readonly(),
  queries: z.array(QuerySettings).readonly(),
  /** The seed that samples pictures of the set, and the noise of queries. */
  drawing: Seed,
  /** The seed of the random features. */
  seed: Seed,
  /** The damage of queries without one of their own. */
  damage: Damage,
  beta: z.number().positive(),
  numFeatures: z.int().positive(),
  featureMap: FeatureMap,
  form: EnergyForm,
  projection: ProjectionKind,
  stepSize: z.number().positive(),
  steps: z.int().positive(),
  device: z.union([z.literal('auto'), DeviceId]),
  plane: PlaneChoice,
  /** Extensions beyond the paper; each is off unless a person turns it on. */
  beyond: Beyond,
});
export type Settings = z.infer<typeof Settings>;

/** One side is missing, and the rest is kept fixed. */
export function sideMissing(side: Side, fraction: number, fill: Fill): Damage {
  return { corruptions: [{ kind: 'side', side, fraction }], fill, clamp: true };
}

export const defaultSettings: Settings = {
  pictures: { side: null, gray: false },
  memories: [],
  queries: [],
  drawing: 0,
  seed: 0,
  damage: sideMissing('bottom', 0.5, 'mean'),
  beta: 60,
  numFeatures: 180_000,
  featureMap: 'sincos',
  form: 'log',
  projection: 'auto',
  stepSize: 0.1,
  steps: 300,
  device: 'auto',
  plane: { kind: 'auto' },
  beyond: { stagesBefore: 0, maxStep: null, subspace: null, shards: 1 },
};

/** The number of queries that a new set is opened with. */
export const FIRST_QUERIES = 4;

/** Whether a subspace can be used: it needs a trigonometric feature map and the log energy. */
export function allowsSubspace({ featureMap, form }: Pick<Settings, 'featureMap' | 'form'>): boolean {
  return isTrigonometric(featureMap) && form === 'log';
}

/** Settings after a change, without what cannot be combined with it. */
export function withChange(settings: Settings, change: Partial<Settings>): Settings {
  const next = { ...settings, ...change };
  const sized = isEqual(next.pictures, settings.pictures) ? next : ofAnotherShape(next);
  return allowsSubspace(sized) ? sized : { ...sized, beyond: { ...sized.beyond, subspace: null } };
}

/** What is made of single pixels goes with the shape that it was made for: states, boxes and masks. */
function ofAnotherShape(settings: Settings): Settings {
  const queries = settings.queries
    .filter(({ source }) => source.kind === 'picture')
    .map((query) => ({ ...query, damage: query.damage && ofNoPixels(query.damage) }));
  return {
    ...settings,
    queries: queries.length > 0 ? queries : settingsStoring(settings.memories).queries,
    damage: ofNoPixels(settings.damage) ?? defaultSettings.damage,
  };
}

/** Null where the damage names single pixels. */
function ofNoPixels(damage: Damage): Damage | null {
  return damage.corruptions.some(({ kind }) => kind === 'box' || kind === 'mask') ? null : damage;
}

/** Settings that store these pictures and recall the first of them. */
export function settingsStoring(names: readonly string[]): Pick<Settings, 'memories' | 'queries'> {
  return {
    memories: names,
    queries: names
      .slice(0, FIRST_QUERIES)
      .map((name) => ({ source: { kind: 'picture', name }, damage: null })),
  };
}

export function roundToTwoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
