import type { MemoryItem, SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { PictureShape } from '#shared/setup';
import { formatCount, plural } from '#shared/units';
import { readStatesInParts } from '../files/state-files';
import { rowOf } from '../vectors';
import type { PictureStates } from './picture-states';
import type { SourceSet } from './source-set';

/** The stored memories xi, as rows. */
export interface MemorySet {
  /** [K, dim]; picture states are pixels in [0, 1] divided by sqrt(dim). */
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

/** Deals the memories out to `count` shards, one after the other. Cost: a copy, where there are several. */
export function splitIntoShards(memories: MemorySet, count: number): MemorySet[] {
  const { states, dim, items } = memories;
  const number = Math.min(count, items.length);
  if (number === 1) return [memories];
  return Array.from({ length: number }, (_, shard) => {
    const rows = items.map((__, k) => k).filter((k) => k % number === shard);
    const part = new Float32Array(rows.length * dim);
    rows.forEach((k, i) => {
      part.set(rowOf(states, k, dim), i * dim);
    });
    return { ...memories, states: part, items: rows.flatMap((k) => items[k] ?? []) };
  });
}
