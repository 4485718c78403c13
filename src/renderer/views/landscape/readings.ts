import { tickText } from '#shared/ticks';
import type { MemoryItem } from '#shared/api';
import type { ModelName } from '#shared/setup';
import type { Moment, Prepared } from '../view-model';
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
  const path = paths[model][query];
  return {
    energy: (isRecorded ? recording.energies(model)[at] : undefined) ?? NaN,
    slope: (isRecorded ? recording.gradientNorms(model)[at] : undefined) ?? NaN,
    nearest: state ? shortName(prepared.items[nearestMemory(state, prepared)]) : null,
    offPlane: path?.points[entryAt(path, step)]?.offPlane ?? null,
  };
}

/** Index of the nearest memory; a memory is left as soon as it is farther than the best, so most cost little. */
function nearestMemory(state: Float32Array, { memories, dim }: Prepared): number {
  let [nearest, least] = [0, Infinity];
  for (let row = 0; row * dim < memories.length; row++) {
    let square = 0;
    for (let i = 0; i < dim && square < least; i++) {
      square += ((state[i] ?? 0) - (memories[row * dim + i] ?? 0)) ** 2;
    }
    if (square < least) [nearest, least] = [row, square];
  }
  return nearest;
}

/** "cats/0050.png" -> "0050", with its class where it has one: "cats 0050". */
function shortName(item: MemoryItem | undefined): string {
  if (!item) return '';
  const base = (item.name.split(/[\\/]/).at(-1) ?? item.name).replace(/\.\w{2,5}$/, '');
  return item.className === null ? base : `${item.className} ${base}`;
}

/** A number with decimals that fit a scale whose lines stand every `step`. */
export function readingText(value: number, step: number): string {
  return Number.isFinite(value) ? tickText(value, step) : '–';
}
