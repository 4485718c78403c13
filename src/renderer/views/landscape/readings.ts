import type { NearestRow } from '#shared/distances';
import { nearestRow } from '#shared/distances';
import { tickText, valueText } from '#shared/ticks';
import type { ModelName } from '#shared/setup';
import { memoryName } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import { offPlaneOf } from './slice';

/** The values of a query at a step, which the heading of a pane shows for the selected one. */
export interface Reading {
  /** In pixel²; NaN where not yet known. */
  readonly energy: number;
  /** The norm of the gradient; NaN where not yet known. */
  readonly slope: number;
  /** The name of the nearest memory; null before the first state. */
  readonly nearest: string | null;
  /** The distance to it, which for pictures is the RMS pixel difference. */
  readonly distance: number | null;
  /** In RMS pixels; null where there is no path. */
  readonly offPlane: number | null;
}

export function readingOf(moment: Moment, model: ModelName, query = moment.query): Reading {
  const { prepared, recording, step } = moment;
  const isRecorded = recording?.shape.models.includes(model) === true;
  const at = step * prepared.numQueries + query;
  const state = isRecorded ? recording.stateAt(model, query, step)?.state : undefined;
  const nearest = state && recording && nearestTo(prepared.memories, state, recording.revision);
  const item = nearest && prepared.items[nearest.index];
  return {
    energy: (isRecorded ? recording.energies(model)[at] : undefined) ?? NaN,
    slope: (isRecorded ? recording.gradientNorms(model)[at] : undefined) ?? NaN,
    nearest: item ? memoryName(item) : null,
    distance: nearest ? Math.sqrt(nearest.square) : null,
    offPlane: offPlaneOf(moment, model, query),
  };
}

interface NearestCache {
  readonly revision: number;
  readonly byBuffer: WeakMap<ArrayBufferLike, Map<number, NearestRow>>;
}

/** The cache is keyed by the memories, and by a state's place in its buffer, whose contents only a rewrite changes. */
const caches = new WeakMap<Float32Array, NearestCache>();

/** Finds the nearest memory of a state once, in O(K D), because playback needs it again in every frame. */
function nearestTo(memories: Float32Array, state: Float32Array, revision: number): NearestRow {
  let cache = caches.get(memories);
  if (cache?.revision !== revision) cache = { revision, byBuffer: new WeakMap() };
  caches.set(memories, cache);
  const byOffset = cache.byBuffer.get(state.buffer) ?? new Map<number, NearestRow>();
  cache.byBuffer.set(state.buffer, byOffset);
  const nearest = byOffset.get(state.byteOffset) ?? nearestRow(memories, state);
  byOffset.set(state.byteOffset, nearest);
  return nearest;
}

/** Formats a distance with the decimals of a scale whose ticks are `step` apart. */
export function distanceLabel(value: number, step: number): string {
  return Number.isFinite(value) ? tickText(value, step) : '–';
}

/** Formats an energy or a slope so that small values remain readable. */
export function valueLabel(value: number, step: number): string {
  return Number.isFinite(value) ? valueText(value, step) : '–';
}
