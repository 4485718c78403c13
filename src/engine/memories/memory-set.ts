import type { MemoryItem, SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { PictureShape } from '#shared/setup';
import { formatCount, plural } from '#shared/units';
import { readStatesInParts } from '../files/state-files';
import { rowOf } from '../vectors';
import type { PictureStates } from './picture-states';
import type { SourceSet } from './source-set';

/** The stored memories xi as rows. */
export interface MemorySet {
  /** [K, dim]; picture states are pixels in [0, 1] divided by sqrt(dim). */
  readonly states: Float32Array;
  readonly dim: number;
  /** Null for states of a file without a shape. */
  readonly shape: PictureShape | null;
  /** The set of their pictures; null for rows of a file. */
  readonly set: SourceSet | null;
  readonly items: readonly MemoryItem[];
  readonly skipped: readonly SkippedFile[];
  readonly notices: readonly Notice[];
}

/**
 * Reads memories [K, D] from a .npy file.
 * @throws EngineError if the file cannot be read, or its states do not have the given shape.
 */
export async function memoriesFromFile(path: string, shape: PictureShape | undefined): Promise<MemorySet> {
  const { data, count, dim } = await readStatesInParts(path);
  requireMatchingShape(shape, dim, path);
  const items = Array.from({ length: count }, (_, i) => ({ name: String(i), className: null }));
  return { states: data, dim, shape: shape ?? null, set: null, items, skipped: [], notices: [] };
}

/**
 * Checks that states of `dim` numbers have the shape of a picture, if one is given.
 * @throws EngineError `bad-request` if they do not.
 */
export function requireMatchingShape(shape: PictureShape | undefined, dim: number, path: string): void {
  if (!shape || shape.height * shape.width * shape.channels === dim) return;
  throw new EngineError(
    'bad-request',
    `The shape ${[shape.height, shape.width, shape.channels].join(',')} does not hold the ${String(dim)} numbers of a state (${path}).`,
    'Correct the shape H,W,C, or leave it out.',
  );
}

type LoadOptions = Parameters<PictureStates['load']>[2];

/** Loads the first `count` readable pictures of a set, in the order in which the seed draws them. */
export async function drawMemories(
  pictures: PictureStates,
  seed: number,
  count: number,
  options: LoadOptions,
): Promise<MemorySet> {
  const { set, dim, shape } = pictures;
  const loaded = await pictures.load(set.order(seed), count, options);
  const notices: Notice[] = [];
  if (loaded.items.length < count) {
    notices.push({
      id: 'fewer-memories',
      severity: 'info',
      summary: `The set has only ${plural(loaded.items.length, 'picture')}, so all are stored instead of the ${String(count)} requested.`,
    });
  }
  const skipped = [...set.pictures.skipped, ...loaded.skipped];
  return { ...loaded, skipped, set, dim, shape, notices };
}

/**
 * Loads the pictures with the given names. Only files among these names are reported as skipped.
 * @throws EngineError `bad-input` if none can be read.
 */
export async function memoriesByName(
  pictures: PictureStates,
  names: readonly string[],
  options: LoadOptions,
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
  const loaded = await pictures.load([...order], order.size, options);
  skipped.push(...loaded.skipped);
  const [first] = skipped;
  if (loaded.items.length === 0 && first) {
    const problem =
      names.length === 1
        ? 'The chosen picture cannot be read'
        : `None of the ${formatCount(names.length)} chosen pictures can be read`;
    throw new EngineError(
      'bad-input',
      `${problem}: ${first.path}, because ${first.reason}.`,
      'Choose other pictures.',
    );
  }
  return { ...loaded, skipped, set, dim, shape, notices: [] };
}

/** Distributes memories over at most `count` shards in turn. Cost: a copy, if there are several shards. */
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
