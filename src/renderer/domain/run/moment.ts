import type { MemoryItem } from '#shared/api';
import type { Recording } from '#shared/recording';
import type { ModelName, PictureShape, PlaneSpec } from '#shared/setup';
import type { StateDistances } from '#shared/reliability';

/**
 * What views draw. Every view is a function of these, a step and a selected query, so that playback, scrubbing,
 * stills and films differ only in the clock. Nothing here changes after it was made, except that a recording and its
 * paths grow.
 */

/** The states of a setup, as the engine prepared them. */
export interface PreparedStates {
  readonly dim: number;
  /** How a state is drawn: the pictures' shape, or a near-square grid where there are no pictures. */
  readonly shape: PictureShape;
  readonly items: readonly MemoryItem[];
  /** [items.length, dim] */
  readonly memories: Float32Array;
  readonly numQueries: number;
  /** [numQueries, dim] */
  readonly queries: Float32Array;
  /** [numQueries, dim], 1 = held */
  readonly clamped: Uint8Array;
  /** [numQueries, dim]: the patterns that queries were made from; null where they came from a file. */
  readonly origins: Float32Array | null;
  /** The memory that each of these is, -1 where it is not stored. */
  readonly targets: readonly number[];
  /** How memories and queries lie to each other. */
  readonly distances: StateDistances;
}

/** Both energies on a plane origin + u axis_u + v axis_v of state space. */
export interface Landscapes {
  readonly kind: PlaneSpec['kind'];
  /** Points along each axis. */
  readonly size: number;
  /** [size], evenly spaced; both ranges have the same width. */
  readonly u: Float64Array;
  readonly v: Float64Array;
  /** [dim] */
  readonly origin: Float64Array;
  readonly axes: readonly [Float64Array, Float64Array];
  /** [size, size]: row v, column u. */
  readonly energies: Readonly<Partial<Record<ModelName, Float32Array>>>;
  /** [K, dim]: the memories whose landscapes these are. */
  readonly memories: Float32Array;
  /** [K]: what they are called. */
  readonly items: readonly MemoryItem[];
  /** Where the memories stand on the plane, and how far off it they are. */
  readonly projections: readonly PlanePoint[];
  /** 0 to 1 */
  readonly explainedVariance: number;
  /** DrDAM's signal is below three times its noise where E is above this; null where it never is. */
  readonly noiseEnergy: number | null;
  /** Where each model's slice is another one: parallel to the plane, through a state. */
  readonly following?: FollowingSlices;
}

/** The slices through the states of the selected query, one for each model. */
export interface FollowingSlices {
  readonly slices: Readonly<Partial<Record<ModelName, Slice>>>;
  /** The lowest energy that is shown, the same on the whole way. */
  readonly low: number;
}

export interface Slice {
  /** [dim] */
  readonly origin: Float64Array;
  readonly projections: readonly PlanePoint[];
  /** [numQueries]: how far from it the states of the same step are. */
  readonly offPlane: Float64Array;
}

/** A state seen from a plane. Distances are RMS pixels for picture states. */
export interface PlanePoint {
  readonly u: number;
  readonly v: number;
  readonly offPlane: number;
}

/** What stands on a landscape with a picture: a memory, or a query's state of the step. */
export type HitTarget = { readonly model: ModelName } & (
  { readonly kind: 'memory'; readonly index: number } | { readonly kind: 'state'; readonly query: number }
);

/** The trajectory of a query on the plane; entry i belongs to step `steps[i]`. It grows at its end alone. */
export interface PlanePath {
  readonly steps: readonly number[];
  readonly points: readonly PlanePoint[];
}

/** Everything that the views of one moment need. */
export interface Moment {
  readonly prepared: PreparedStates;
  readonly recording: Recording | null;
  readonly landscapes: Landscapes | null;
  /** Trajectories by model and query, as far as they are recorded. */
  readonly paths: Readonly<Record<ModelName, readonly PlanePath[]>>;
  /** The energy above which surfaces are cut, the same for both models. */
  readonly energyCut: number;
  readonly step: number;
  /** The selected query. */
  readonly query: number;
}
