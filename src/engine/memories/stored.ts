import type { MemoryItem, SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { MemoriesSpec, PictureShape } from '#shared/setup';
import { plural } from '#shared/units';
import { readStates } from '../files/states';
import type { OpenOptions } from '../images/open';
import { openPictures } from '../images/open';
import { commonShape, requirePictures } from '../images/picture-set';
import { drawWithoutReplacement, Random, Stream } from './random';

/** The stored patterns xi. */
export interface Memories {
  /** [K, dim]; picture states are pixels in [0, 1] divided by sqrt(dim). */
  readonly states: Float32Array;
  readonly dim: number;
  /** Null for file states without a shape. */
  readonly shape: PictureShape | null;
  readonly items: readonly MemoryItem[];
  readonly skipped: readonly SkippedFile[];
  readonly notices: readonly Notice[];
}

export async function storeMemories(
  spec: MemoriesSpec,
  options: Omit<OpenOptions, 'verify'>,
): Promise<Memories> {
  return spec.from === 'file' ? memoriesFromFile(spec.path, spec.shape) : memoriesFromPictures(spec, options);
}

async function memoriesFromFile(path: string, shape: PictureShape | undefined): Promise<Memories> {
  const { data, count, dim } = await readStates(path);
  if (shape && shape.height * shape.width * shape.channels !== dim) {
    throw new EngineError(
      'bad-request',
      `The shape ${[shape.height, shape.width, shape.channels].join(',')} does not hold the ${String(dim)} numbers of a state (${path}).`,
    );
  }
  const items = Array.from({ length: count }, (_, i) => ({ name: String(i), className: null }));
  return { states: data, dim, shape: shape ?? null, items, skipped: [], notices: [] };
}

async function memoriesFromPictures(
  { images, count, seed }: Extract<MemoriesSpec, { from: 'images' }>,
  options: Omit<OpenOptions, 'verify'>,
): Promise<Memories> {
  const set = await openPictures(images, { ...options, verify: 'small sets' });
  requirePictures(set, images.source);
  const shape = commonShape(set.items, images);
  const dim = shape.height * shape.width * shape.channels;
  const skipped = [...set.skipped];
  const states: Float32Array[] = [];
  const items: MemoryItem[] = [];
  // the whole order is drawn, so that a file which turns out bad is replaced by the next in line
  for (const index of drawWithoutReplacement(
    new Random(seed, Stream.draw),
    set.items.length,
    set.items.length,
  )) {
    if (states.length === count) break;
    const item = set.items[index];
    if (!item) continue;
    try {
      const pixels = await set.load(index, shape, options.signal);
      states.push(pixels.map((value) => value / Math.sqrt(dim)));
      items.push({ name: item.name, className: item.className });
    } catch (thrown) {
      if (!(thrown instanceof EngineError) || thrown.code !== 'bad-input') throw thrown;
      skipped.push({ path: item.name, reason: thrown.message });
    }
    options.onProgress({ stage: 'Storing pictures', done: states.length, total: count, unit: 'pictures' });
  }
  const stored = new Float32Array(states.length * dim);
  states.forEach((state, k) => {
    stored.set(state, k * dim);
  });
  const notices: Notice[] = [];
  if (states.length < count) {
    notices.push({
      id: 'fewer-memories',
      severity: 'info',
      summary: `The set holds ${plural(states.length, 'picture')}, fewer than the ${String(count)} asked for: all are stored.`,
    });
  }
  return { states: stored, dim, shape, items, skipped, notices };
}
