import type { PictureShape, QueriesSpec } from '#shared/setup';
import { rowOf } from '../vectors';
import { corruptState } from './corruption';

/** The initial states of queries, and their clamped coordinates, which do not change. */
export interface QueryStates {
  /** [numQueries, dim] */
  readonly states: Float32Array;
  /** [numQueries, dim], 1 where a coordinate is clamped. */
  readonly clamped: Uint8Array;
  readonly dim: number;
}

/**
 * Makes queries from the first `count` patterns [n, dim]. Each is corrupted with different random numbers.
 */
export function makeQueries(
  patterns: Float32Array,
  dim: number,
  shape: PictureShape | null,
  { count, ...corruption }: Extract<QueriesSpec, { from: 'memories' }>,
  mean: () => Float64Array = () => meanState(patterns, dim),
): QueryStates {
  const numQueries = Math.min(count, patterns.length / dim);
  const states = patterns.slice(0, numQueries * dim);
  const clamped = new Uint8Array(numQueries * dim);
  const meanOnce = once(mean);
  for (let query = 0; query < numQueries; query++) {
    clamped.set(corruptState(rowOf(states, query, dim), shape, corruption, query, meanOnce), query * dim);
  }
  return { states, clamped, dim };
}

/** Returns a function that calls `make` once and then always returns its result. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Returns the mean [dim] of states [n, dim], summed in float64. */
export function meanState(states: Float32Array, dim: number): Float64Array {
  const mean = new Float64Array(dim);
  const count = states.length / dim;
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < dim; i++) mean[i] = (mean[i] ?? 0) + (states[k * dim + i] ?? 0) / count;
  }
  return mean;
}
