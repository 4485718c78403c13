import { z } from 'zod';
import {
  Corruption,
  DeviceId,
  EnergyForm,
  FeatureMap,
  Fill,
  isTrigonometric,
  ProjectionKind,
  Seed,
  Side,
  SubspaceSpec,
} from '#shared/setup';
import { PlaneChoice } from './plane-choice';

/** What a query is made from: a picture by its name, of the open set or of another source, or a state in base64. */
const WishSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('picture'), name: z.string(), source: z.string().optional() }),
  z.object({ kind: z.literal('state'), state: z.base64() }),
]);

/** What is done to one query alone. */
export const Damage = z.object({
  corruptions: z.array(Corruption).readonly(),
  fill: Fill,
  /** Hold what no corruption touched. */
  clamp: z.boolean(),
});
export type Damage = z.infer<typeof Damage>;

/** A query as a person wants it; without damage of its own it gets that of the settings. */
export const QueryWish = z.object({ source: WishSource, damage: Damage.nullable() });
export type QueryWish = z.infer<typeof QueryWish>;

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
  /** Names of the stored pictures, in their order. */
  memories: z.array(z.string()).readonly(),
  queries: z.array(QueryWish).readonly(),
  /** Draws pictures of the set, and noise of queries. */
  drawing: Seed,
  /** Draws S. */
  seed: Seed,
  /** What a query loses that has no damage of its own: this side, this share of it. */
  side: Side,
  missing: z.number().min(0).max(1),
  fill: Fill,
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

export const defaultSettings: Settings = {
  memories: [],
  queries: [],
  drawing: 0,
  seed: 0,
  side: 'bottom',
  missing: 0.5,
  fill: 'mean',
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
export function changed(settings: Settings, change: Partial<Settings>): Settings {
  const next = { ...settings, ...change };
  return allowsSubspace(next) ? next : { ...next, beyond: { ...next.beyond, subspace: null } };
}

/** Stores these pictures, and lets the first of them be recalled. */
export function storing(names: readonly string[]): Pick<Settings, 'memories' | 'queries'> {
  return {
    memories: names,
    queries: names
      .slice(0, FIRST_QUERIES)
      .map((name) => ({ source: { kind: 'picture', name }, damage: null })),
  };
}

export function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
