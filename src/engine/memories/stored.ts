import type { MemoryItem, SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { MemoriesSpec, PictureShape } from '#shared/setup';
import { plural } from '#shared/units';
import { readManyStates } from '../files/states';
import { rowOf } from '../vectors';
import type { Drawing } from './drawing';

/** Patterns, of which some or all are stored. */
export interface Patterns {
  /** [n, dim]; picture states are pixels in [0, 1] divided by sqrt(dim). */
  readonly states: Float32Array;
  readonly dim: number;
  /** Null for file states without a shape. */
  readonly shape: PictureShape | null;
  readonly items: readonly MemoryItem[];
  readonly skipped: readonly SkippedFile[];
  readonly notices: readonly Notice[];
}

/** The stored patterns xi [K, dim]. */
export interface Memories extends Patterns {
  /** What they were taken from: queries are made of the first of these, stored or not. */
  readonly patterns: Patterns;
  /** Of each pattern its number among the memories; -1 where it is not stored. */
  readonly places: readonly number[];
}

export async function patternsFromFile(path: string, shape: PictureShape | undefined): Promise<Patterns> {
  const { data, count, dim } = await readManyStates(path);
  requireShape(shape, dim, path);
  const items = Array.from({ length: count }, (_, i) => ({ name: String(i), className: null }));
  return { states: data, dim, shape: shape ?? null, items, skipped: [], notices: [] };
}

/** Refuses a shape of pictures that are no states of a file. */
export function requireShape(shape: PictureShape | undefined, dim: number, path: string): void {
  if (!shape || shape.height * shape.width * shape.channels === dim) return;
  throw new EngineError(
    'bad-request',
    `The shape ${[shape.height, shape.width, shape.channels].join(',')} does not hold the ${String(dim)} numbers of a state (${path}).`,
  );
}

/** The first `count` pictures of a drawing. */
export async function patternsFromPictures(
  drawing: Drawing,
  count: number,
  options: Parameters<Drawing['first']>[1],
): Promise<Patterns> {
  const { dim, shape } = drawing;
  const drawn = await drawing.first(count, options);
  const notices: Notice[] = [];
  if (drawn.items.length < count) {
    notices.push({
      id: 'fewer-memories',
      severity: 'info',
      summary: `The set holds ${plural(drawn.items.length, 'picture')}, fewer than the ${String(count)} asked for: all are stored.`,
    });
  }
  return { ...drawn, dim, shape, notices };
}

/** The patterns but for those at some places. Cost: a copy, where any are left out. */
export function memoriesOf(patterns: Patterns, without: MemoriesSpec['without'] = []): Memories {
  const { states, items, dim } = patterns;
  const gone = new Set(without);
  const kept = [...items.keys()].filter((k) => !gone.has(k));
  if (kept.length === 0) {
    throw new EngineError('bad-request', 'No memory is left: all were taken away.', 'Store at least one.');
  }
  if (kept.length === items.length) return { ...patterns, patterns, places: kept };
  const rest = new Float32Array(kept.length * dim);
  const places = new Array<number>(items.length).fill(-1);
  kept.forEach((k, i) => {
    rest.set(rowOf(states, k, dim), i * dim);
    places[k] = i;
  });
  return { ...patterns, states: rest, items: kept.flatMap((k) => items[k] ?? []), patterns, places };
}
