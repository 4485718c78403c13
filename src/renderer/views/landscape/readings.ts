import type { NearestRow } from '#shared/distances';
import { nearestRow } from '#shared/distances';
import { tickText, valueText } from '#shared/ticks';
import type { ModelName } from '#shared/setup';
import { memoryName } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import { offPlaneOf } from './slice';

/** What the head of a view says of the selected query at the step. */
export interface Reading {
  /** In pixel², and its length's gradient; NaN where not yet known. */
  readonly energy: number;
  readonly slope: number;
  /** Name of the nearest memory; null before the first state. */
  readonly nearest: string | null;
  /** To it: the RMS pixel difference for picture states. */
  readonly distance: number | null;
  /** RMS pixel; null where there is no path. */
  readonly offPlane: number | null;
}

export function readingOf(moment: Moment, model: ModelName, query = moment.query): Reading {
  const { prepared, recording, step } = moment;
  const isRecorded = recording?.shape.models.includes(model) === true;
  const at = step * prepared.numQueries + query;
  const state = isRecorded ? recording.stateAt(model, query, step)?.state : undefined;
  const found = state && recording && nearestTo(prepared.memories, state, recording.rewrites);
  const nearest = found && prepared.items[found.index];
  return {
    energy: (isRecorded ? recording.energies(model)[at] : undefined) ?? NaN,
    slope: (isRecorded ? recording.gradientNorms(model)[at] : undefined) ?? NaN,
    nearest: nearest ? memoryName(nearest) : null,
    distance: found ? Math.sqrt(found.square) : null,
    offPlane: offPlaneOf(moment, model, query),
  };
}

interface Found {
  readonly rewrites: number;
  readonly byBuffer: WeakMap<ArrayBufferLike, Map<number, NearestRow>>;
}

/** Of memories, and of the numbers of a recorded state, by their place in their buffer: they change with a rewrite alone. */
const foundBefore = new WeakMap<Float32Array, Found>();

/** Each is looked for once: to find it takes O(K D), and playing asks again with every frame. */
function nearestTo(memories: Float32Array, state: Float32Array, rewrites: number): NearestRow {
  let found = foundBefore.get(memories);
  if (found?.rewrites !== rewrites) found = { rewrites, byBuffer: new WeakMap() };
  foundBefore.set(memories, found);
  const known = found.byBuffer.get(state.buffer) ?? new Map<number, NearestRow>();
  found.byBuffer.set(state.buffer, known);
  const nearest = known.get(state.byteOffset) ?? nearestRow(memories, state);
  known.set(state.byteOffset, nearest);
  return nearest;
}

/** A distance, with decimals that fit a scale whose lines stand every `step`. */
export function distanceLabel(value: number, step: number): string {
  return Number.isFinite(value) ? tickText(value, step) : '–';
}

/** An energy or a slope, of which also what is small is to be read. */
export function valueLabel(value: number, step: number): string {
  return Number.isFinite(value) ? valueText(value, step) : '–';
}
