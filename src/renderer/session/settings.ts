import type {
  DeviceId,
  DrdamSpec,
  EnergyForm,
  FeatureMap,
  Fill,
  ModelSpec,
  ProjectionKind,
  Side,
  SubspaceSpec,
} from '#shared/setup';
import { isTrigonometric } from '#shared/setup';
import { predictTrust, separatingBeta, squaresBetween, verdictOf } from '#shared/trust';
import type { Prepared } from '../views/view-model';
import type { Job } from './descent';
import type { Places } from './places';
import { countOf } from './places';
import type { PlaneChoice } from './plane-choice';

/** Everything that a person sets, as plain data. */
export interface Settings extends Places {
  readonly seed: number;
  /** What each query loses: this side, this share of it. */
  readonly side: Side;
  readonly missing: number;
  readonly fill: Fill;
  readonly beta: number;
  readonly numFeatures: number;
  readonly featureMap: FeatureMap;
  readonly form: EnergyForm;
  readonly projection: ProjectionKind;
  readonly stepSize: number;
  readonly steps: number;
  readonly device: DeviceId | 'auto';
  readonly plane: PlaneChoice;
  /** Ours, not the paper's; each is off unless a person turns it on. */
  readonly beyond: Beyond;
}

export interface Beyond {
  /** Values of beta that come before the last, evenly spaced from half of it; 0 is off. */
  readonly stagesBefore: number;
  /** No step is longer (RMS of pixels); null is off. */
  readonly maxStep: number | null;
  readonly subspace: SubspaceSpec['kind'] | null;
  /** Vectors T; 1 is off. */
  readonly shards: number;
}

/** Dimensions of the subspace of low frequencies. */
export const LOW_FREQUENCIES = 300;

export const defaultSettings: Settings = {
  numMemories: 16,
  without: [],
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

export const MAX_QUERIES = 4;
const EPSILON = 1e-5;

/** The engine's plain data for a source and settings; a run that goes on keeps the number of its queries. */
export function jobOf(source: string, settings: Settings, numQueries = MAX_QUERIES): Job {
  const { numMemories, without, seed, side, missing, fill, beta, device } = settings;
  const { maxStep } = settings.beyond;
  return {
    setup: {
      memories: {
        from: 'images',
        images: { source, gray: false },
        count: numMemories,
        seed,
        ...(without.length > 0 && { without: [...without] }),
      },
      queries: {
        from: 'memories',
        count: numQueries,
        corruptions: [{ kind: 'side', side, fraction: missing }],
        fill,
        clamp: true,
        seed,
      },
    },
    model: {
      models: ['mrdam', 'drdam'],
      beta,
      ...scheduleOf(settings),
      form: settings.form,
      drdam: drdamOf(settings),
      device,
    },
    descent: {
      stepSize: settings.stepSize,
      steps: settings.steps,
      ...(maxStep !== null && { maxStep }),
      keep: 1,
    },
  };
}

function scheduleOf({ beta, beyond: { stagesBefore } }: Settings): Pick<ModelSpec, 'schedule'> {
  if (stagesBefore === 0) return {};
  const share = (stage: number) => (stagesBefore + stage) / (2 * stagesBefore);
  return { schedule: Array.from({ length: stagesBefore }, (_, stage) => beta * share(stage)) };
}

/** The memories differ in one direction fewer than there are of them. */
function directionsOf(places: Places): number {
  return Math.max(1, countOf(places) - 1);
}

function drdamOf({ numFeatures, featureMap, projection, seed, beyond, ...rest }: Settings): DrdamSpec {
  const { subspace: kind, shards } = beyond;
  const size = kind === 'principal' ? directionsOf(rest) : LOW_FREQUENCIES;
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
  const { numFeatures, featureMap, beyond } = settings;
  const ofOneT = (featureMap === 'sincos' || featureMap === 'expexp' ? 2 : 1) * numFeatures;
  const numT = Math.min(beyond.shards, countOf(settings)) * (beyond.stagesBefore + 1);
  const rows = { principal: directionsOf(settings), 'low-frequency': 0 };
  return numT * ofOneT + (beyond.subspace ? (rows[beyond.subspace] + 1) * dim : 0);
}

/** A subspace goes with these alone. */
export function allowsSubspace({ featureMap, form }: Pick<Settings, 'featureMap' | 'form'>): boolean {
  return isTrigonometric(featureMap) && form === 'log';
}

/** What changes, and what cannot stay with it. */
export function changed(settings: Settings, change: Partial<Settings>): Settings {
  const next = { ...settings, ...change };
  const beyond = allowsSubspace(next) ? next.beyond : { ...next.beyond, subspace: null };
  // other pictures are drawn
  const without = next.seed === settings.seed ? next.without : [];
  return { ...next, beyond, without };
}

/** How far above the smallest beta at which memories are apart a new set is opened. */
const CLEAR_SEPARATION = 1.5;

/**
 * What a new set is opened with: the largest number of the prepared memories, in their order, with which DrDAM is
 * predicted to hold, at a beta that keeps them apart. Missing pixels start as the mean of what is stored, so they are
 * filled anew for each number.
 */
export function settingsThatHold(prepared: Prepared, settings: Settings): Settings {
  const { dim, queries, clamped, spread } = prepared;
  for (let count = prepared.items.length; count > 2; count--) {
    const stored = prepared.memories.subarray(0, count * dim);
    const memories = firstOf(spread.memories, prepared.items.length, count);
    const starts = queries.slice(0, Math.min(count, prepared.numQueries) * dim);
    if (settings.fill === 'mean') fillWithMean(starts, clamped, stored, dim);
    const fewer = { ...spread, memories, queries: squaresBetween(starts, stored, dim), numMemories: count };
    const beta = Math.max(settings.beta, twoDigits(CLEAR_SEPARATION * separatingBeta(fewer)));
    const trust = predictTrust(fewer, { beta, numFeatures: settings.numFeatures });
    if (verdictOf(trust, beta) === 'holds') return { ...settings, beta, numMemories: count };
  }
  return { ...settings, numMemories: Math.min(2, prepared.items.length) };
}

/** The upper left corner of a square matrix. */
function firstOf(squares: Float64Array, size: number, count: number): Float64Array {
  return squares.filter((_, i) => i % size < count && i < count * size);
}

export function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}

function fillWithMean(states: Float32Array, clamped: Uint8Array, memories: Float32Array, dim: number): void {
  const count = memories.length / dim;
  for (let i = 0; i < dim; i++) {
    let mean = 0;
    for (let k = 0; k < count; k++) mean += (memories[k * dim + i] ?? 0) / count;
    for (let at = i; at < states.length; at += dim) if (clamped[at] === 0) states[at] = mean;
  }
}
