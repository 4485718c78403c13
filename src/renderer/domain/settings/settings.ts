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

/** The origin of a query: the name of a picture of the open set or of another source, or a state in base64. */
const QuerySource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('picture'), name: z.string(), source: z.string().optional() }),
  z.object({ kind: z.literal('state'), state: z.base64() }),
]);

/** The corruptions of the picture that a query is made from. */
export const CorruptionSettings = z.object({
  corruptions: z.array(Corruption).readonly(),
  fill: Fill,
  /** Keep undamaged pixels fixed. */
  clamp: z.boolean(),
});
export type CorruptionSettings = z.infer<typeof CorruptionSettings>;

/** A query as a person sets it. If `corruption` is null, the corruption of the settings applies. */
export const QuerySettings = z.object({ source: QuerySource, corruption: CorruptionSettings.nullable() });
export type QuerySettings = z.infer<typeof QuerySettings>;

/** How pictures become states. */
export const Pictures = z.object({
  /** Pixels along each side of the cropped picture. Null keeps the original size if all are equal and small, else uses 64. */
  side: z.int().positive().max(4096).nullable(),
  gray: z.boolean(),
});
export type Pictures = z.infer<typeof Pictures>;

export const Beyond = z.object({
  /** The number of beta values before the last, evenly spaced from half of it; 0 is off. */
  stagesBefore: z.int().nonnegative(),
  /** The greatest length of a step (RMS of pixels); null is off. */
  maxStep: z.number().positive().nullable(),
  subspace: SubspaceSpec.shape.kind.nullable(),
  /** The number of vectors T; 1 is off. */
  shards: z.int().positive(),
});
export type Beyond = z.infer<typeof Beyond>;

/** All settings, as plain data. Together with the pictures they determine every number of a run. */
export const Settings = z.object({
  pictures: Pictures,
  /** Names of the stored pictures, in their order. */
  memories: z.array(z.string()).readonly(),
  queries: z.array(QuerySettings).readonly(),
  /** The seed that samples pictures of the set, and the noise of queries. */
  drawing: Seed,
  /** The seed of the random features. */
  seed: Seed,
  /** The corruption of queries that have none of their own. */
  corruption: CorruptionSettings,
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

/** Returns a corruption that removes one side and keeps the rest fixed. */
export function sideMissing(side: Side, fraction: number, fill: Fill): CorruptionSettings {
  return { corruptions: [{ kind: 'side', side, fraction }], fill, clamp: true };
}

export const defaultSettings: Settings = {
  pictures: { side: null, gray: false },
  memories: [],
  queries: [],
  drawing: 0,
  seed: 0,
  corruption: sideMissing('bottom', 0.5, 'mean'),
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

/** Returns true if a subspace can be used. It needs a trigonometric feature map and the log energy. */
export function allowsSubspace({ featureMap, form }: Pick<Settings, 'featureMap' | 'form'>): boolean {
  return isTrigonometric(featureMap) && form === 'log';
}

/** Applies a change and resets settings that cannot be combined with it. */
export function withChange(settings: Settings, change: Partial<Settings>): Settings {
  const next = { ...settings, ...change };
  const sized = isEqual(next.pictures, settings.pictures) ? next : withoutShapeDependentParts(next);
  return allowsSubspace(sized) ? sized : { ...sized, beyond: { ...sized.beyond, subspace: null } };
}

/** Removes states, boxes and masks, which depend on the shape of the pictures. */
function withoutShapeDependentParts(settings: Settings): Settings {
  const queries = settings.queries
    .filter(({ source }) => source.kind === 'picture')
    .map((query) => ({ ...query, corruption: query.corruption && unlessPixelwise(query.corruption) }));
  return {
    ...settings,
    queries: queries.length > 0 ? queries : settingsStoring(settings.memories).queries,
    corruption: unlessPixelwise(settings.corruption) ?? defaultSettings.corruption,
  };
}

/** Returns null if a corruption addresses single pixels. */
function unlessPixelwise(corruption: CorruptionSettings): CorruptionSettings | null {
  return corruption.corruptions.some(({ kind }) => kind === 'box' || kind === 'mask') ? null : corruption;
}

/** Returns settings that store these pictures and recall the first of them. */
export function settingsStoring(names: readonly string[]): Pick<Settings, 'memories' | 'queries'> {
  return {
    memories: names,
    queries: names
      .slice(0, FIRST_QUERIES)
      .map((name) => ({ source: { kind: 'picture', name }, corruption: null })),
  };
}

export function roundToTwoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
