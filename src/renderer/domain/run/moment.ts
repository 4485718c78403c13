import type { MemoryItem } from '#shared/api';
import type { Recording } from '#shared/recording';
import type { ModelName, PictureShape, PlaneSpec } from '#shared/setup';
import type { StateDistances } from '#shared/reliability';

/**
 * The data that views draw. Every view is a function of these types, a step and a selected query, so playback,
 * scrubbing, stills and films differ only in the clock. All of it is immutable, except that recordings and paths grow.
 */

/** The states of a setup, as the engine prepared them. */
export interface PreparedStates {
  readonly dim: number;
  /** The shape in which states are drawn: that of the pictures, or a nearly square grid. */
  readonly shape: PictureShape;
  readonly items: readonly MemoryItem[];
  /** [items.length, dim] */
  readonly memories: Float32Array;
  readonly numQueries: number;
  /** [numQueries, dim] */
  readonly queries: Float32Array;
  /** [numQueries, dim], 1 = clamped */
  readonly clamped: Uint8Array;
  /** [numQueries, dim]: the patterns that queries were made from; null if they came from a file. */
  readonly origins: Float32Array | null;
  /** The index of the memory that each query was made from; -1 if it is not stored. */
  readonly targets: readonly number[];
  /** The distances between memories and queries. */
  readonly distances: StateDistances;
}

/** Both energies on a plane origin + u axis_u + v axis_v of state space. */
export interface Landscapes {
  readonly kind: PlaneSpec['kind'];
  /** The number of grid points along each axis. */
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
  /** [K]: the names of the memories. */
  readonly items: readonly MemoryItem[];
  /** The projections of the memories onto the plane, and their distances from it. */
  readonly projections: readonly PlanePoint[];
  /** 0 to 1 */
  readonly explainedVariance: number;
  /** The query whose plane this is, and the memories that it goes to. */
  readonly descent?: DescentOnPlane;
  /** Above this energy, DrDAM's signal is below three times its noise; null if it never is. */
  readonly noiseEnergy: number | null;
  /** Whether this is a first view, until a finer grid is computed. */
  readonly isCoarse?: boolean;
  /** Set if each model has its own slice, parallel to the plane and through a state. */
  readonly following?: FollowingSlices;
}

/**
 * The query that a plane goes through, the memory nearest to the end of its descent in MrDAM, and that one's nearest rival,
 * null where only one is stored.
 */
export interface DescentOnPlane {
  readonly query: number;
  readonly end: number;
  readonly rival: number | null;
}

/** The slices through the states of the selected query, one for each model. */
export interface FollowingSlices {
  readonly slices: Readonly<Partial<Record<ModelName, Slice>>>;
  /** The lowest energy that is shown, which does not change along the path. */
  readonly low: number;
}

export interface Slice {
  /** [dim] */
  readonly origin: Float64Array;
  readonly projections: readonly PlanePoint[];
  /** [numQueries]: the distances of the states of this step from the slice. */
  readonly offPlane: Float64Array;
}

/** A state seen from a plane. Distances are RMS pixels for picture states. */
export interface PlanePoint {
  readonly u: number;
  readonly v: number;
  readonly offPlane: number;
}

/** A picture on a landscape: a memory, or the state of a query at the step. */
export type HitTarget = { readonly model: ModelName } & (
  { readonly kind: 'memory'; readonly index: number } | { readonly kind: 'state'; readonly query: number }
);

/** The trajectory of a query on the plane; entry i belongs to step `steps[i]`. It grows only at its end. */
export interface PlanePath {
  readonly steps: readonly number[];
  readonly points: readonly PlanePoint[];
}

/** All data that the views need at one step. */
export interface Moment {
  readonly prepared: PreparedStates;
  readonly recording: Recording | null;
  readonly landscapes: Landscapes | null;
  /** The recorded trajectories, by model and query. */
  readonly paths: Readonly<Record<ModelName, readonly PlanePath[]>>;
  /** The energy above which surfaces are cut, the same for both models. */
  readonly energyCut: number;
  readonly step: number;
  /** The index of the selected query. */
  readonly query: number;
}
