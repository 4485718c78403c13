import type { MemoryItem, SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { PictureShape } from '#shared/setup';
import { formatCount, plural } from '#shared/units';
import { readStatesInParts } from '../files/state-files';
import { rowOf } from '../vectors';
import type { PictureStates } from './picture-states';
import type { SourceSet } from './source-set';

/** Patterns, of which some or all are stored. */
export interface MemorySet {
  /** [n, dim]; picture states are pixels in [0, 1] divided by sqrt(dim). */
  readonly states: Float32Array;
  readonly dim: number;
  /** Null for file states without a shape. */
  readonly shape: PictureShape | null;
  /** The set that they are pictures of; null for rows of a file. */
  readonly set: SourceSet | null;
  readonly items: readonly MemoryItem[];
  readonly skipped: readonly SkippedFile[];
  readonly notices: readonly Notice[];
}

/** The stored patterns xi [K, dim]. */
export interface Memories extends MemorySet {
  /** What they were taken from: queries are made of the first of these, stored or not. */
  readonly patterns: MemorySet;
  /** Of each pattern its number among the memories; -1 where it is not stored. */
  readonly places: readonly number[];
}

export async function memoriesFromFile(path: string, shape: PictureShape | undefined): Promise<MemorySet> {
  const { data, count, dim } = await readStatesInParts(path);
  requireMatchingShape(shape, dim, path);
  const items = Array.from({ length: count }, (_, i) => ({ name: String(i), className: null }));
  return { states: data, dim, shape: shape ?? null, set: null, items, skipped: [], notices: [] };
}

/** Refuses a shape of pictures that are no states of a file. */
export function requireMatchingShape(shape: PictureShape | undefined, dim: number, path: string): void {
  if (!shape || shape.height * shape.width * shape.channels === dim) return;
  throw new EngineError(
    'bad-request',
    `The shape ${[shape.height, shape.width, shape.channels].join(',')} does not hold the ${String(dim)} numbers of a state (${path}).`,
  );
}

type TakeOptions = Parameters<PictureStates['load']>[2];

/** The first `count` pictures of a set as the seed draws them. */
export async function drawMemories(
  pictures: PictureStates,
  seed: number,
  count: number,
  options: TakeOptions,
): Promise<MemorySet> {
  const { set, dim, shape } = pictures;
  const taken = await pictures.load(set.order(seed), count, options);
  const notices: Notice[] = [];
  if (taken.items.length < count) {
    notices.push({
      id: 'fewer-memories',
      severity: 'info',
      summary: `The set holds ${plural(taken.items.length, 'picture')}, fewer than the ${String(count)} asked for: all are stored.`,
    });
  }
  const skipped = [...set.pictures.skipped, ...taken.skipped];
  return { ...taken, skipped, set, dim, shape, notices };
}

/** The pictures of these names. Of the set's skipped files only those count that were asked for. */
export async function memoriesByName(
  pictures: PictureStates,
  names: readonly string[],
  options: TakeOptions,
): Promise<MemorySet> {
  const { set, dim, shape } = pictures;
  const skipped: SkippedFile[] = [];
  const order = new Set<number>();
  for (const name of names) {
    const index = set.indexOf(name);
    if (index === undefined) skipped.push(set.missing(name));
    else if (order.has(index)) skipped.push({ path: name, reason: 'it was chosen more than once' });
    else order.add(index);
  }
  const taken = await pictures.load([...order], order.size, options);
  skipped.push(...taken.skipped);
  const [first] = skipped;
  if (taken.items.length === 0 && first) {
    const nothing =
      names.length === 1
        ? 'The chosen picture cannot be read'
        : `None of the ${formatCount(names.length)} chosen pictures can be read`;
    throw new EngineError(
      'bad-input',
      `${nothing}: ${first.path}, because ${first.reason}.`,
      'Choose others.',
    );
  }
  return { ...taken, skipped, set, dim, shape, notices: [] };
}

/** The patterns but for those at some places. Cost: a copy, where any are left out. */
export function memoriesOf(patterns: MemorySet, without: readonly number[] = []): Memories {
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
