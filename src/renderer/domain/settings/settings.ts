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
const WishSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('picture'), name: z.string(), source: z.string().optional() }),
  z.object({ kind: z.literal('state'), state: z.base64() }),
]);

/** What is done to the picture that a query is made from. */
export const Damage = z.object({
  corruptions: z.array(Corruption).readonly(),
  fill: Fill,
  /** Hold what no corruption touched. */
  clamp: z.boolean(),
});
export type Damage = z.infer<typeof Damage>;

/** A query as a person wants it; without damage of its own it gets that of the settings. */
export const QuerySettings = z.object({ source: WishSource, damage: Damage.nullable() });
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
  /** Draws pictures of the set, and noise of queries. */
  drawing: Seed,
  /** Draws S. */
  seed: Seed,
  /** What is done to queries that have no damage of their own. */
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
  /** Ours, not the paper's; each is off unless a person turns it on. */
  beyond: Beyond,
});
export type Settings = z.infer<typeof Settings>;

/** One side is missing, and the rest is held. */
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

/** So many queries a new set is opened with. */
export const FIRST_QUERIES = 4;

/** A subspace goes with these alone. */
export function allowsSubspace({ featureMap, form }: Pick<Settings, 'featureMap' | 'form'>): boolean {
  return isTrigonometric(featureMap) && form === 'log';
}

/** What changes, and what cannot stay with it. */
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

/** Null where it is made of single pixels. */
function ofNoPixels(damage: Damage): Damage | null {
  return damage.corruptions.some(({ kind }) => kind === 'box' || kind === 'mask') ? null : damage;
}

/** Stores these pictures, and lets the first of them be recalled. */
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
