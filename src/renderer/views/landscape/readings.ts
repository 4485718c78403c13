import { nearestRow } from '#shared/distances';
import { tickText } from '#shared/ticks';
import type { ModelName } from '#shared/setup';
import { memoryName } from '../names';
import type { Moment } from '../view-model';
import { entryAt } from './paths';

/** What the head of a view says of the selected query at the step. */
export interface Reading {
  /** In pixel², and its length's gradient; NaN where not yet known. */
  readonly energy: number;
  readonly slope: number;
  /** Name of the nearest memory; null before the first state. */
  readonly nearest: string | null;
  /** RMS pixel; null where there is no path. */
  readonly offPlane: number | null;
}

export function readingOf({ prepared, recording, paths, step, query }: Moment, model: ModelName): Reading {
  const isRecorded = recording?.shape.models.includes(model) === true;
  const at = step * prepared.numQueries + query;
  const state = isRecorded ? recording.stateAt(model, query, step)?.state : undefined;
  const nearest = state && prepared.items[nearestTo(prepared.memories, state)];
  const path = paths[model][query];
  return {
    energy: (isRecorded ? recording.energies(model)[at] : undefined) ?? NaN,
    slope: (isRecorded ? recording.gradientNorms(model)[at] : undefined) ?? NaN,
    nearest: state && nearest ? memoryName(nearest) : null,
    offPlane: path?.points[entryAt(path, step)]?.offPlane ?? null,
  };
}

/** Of memories, and of the numbers of a recorded state, which do not change: by their place in their buffer. */
const found = new WeakMap<Float32Array, WeakMap<ArrayBufferLike, Map<number, number>>>();

/** Each is looked for once: to find it takes O(K D), and playing asks again with every frame. */
function nearestTo(memories: Float32Array, state: Float32Array): number {
  const ofMemories = found.get(memories) ?? new WeakMap<ArrayBufferLike, Map<number, number>>();
  found.set(memories, ofMemories);
  const known = ofMemories.get(state.buffer) ?? new Map<number, number>();
  ofMemories.set(state.buffer, known);
  const index = known.get(state.byteOffset) ?? nearestRow(memories, state).index;
  known.set(state.byteOffset, index);
  return index;
}

/** A number with decimals that fit a scale whose lines stand every `step`. */
export function readingText(value: number, step: number): string {
  return Number.isFinite(value) ? tickText(value, step) : '–';
}
