import type { ImagesReport, MemoryItem, SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { ImageSource, PictureShape } from '#shared/setup';
import { formatCount } from '#shared/units';
import type { TargetShape } from './pixels';

/** One picture of a set, as it is before anything is done to it. */
export interface SetItem extends MemoryItem {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly isColor: boolean;
}

/** Pictures that can be loaded in any order, from whatever they come. */
export interface PictureSet {
  /** No two share a name. */
  readonly items: readonly SetItem[];
  readonly skipped: readonly SkippedFile[];
  /** How many are best asked for at once. */
  readonly preferredBatch: number;
  /** Pixel values in [0, 1] of the shape asked for. Rejects with `bad-input` and the reason when a file is bad. */
  load(index: number, target: TargetShape, signal: AbortSignal): Promise<Float32Array>;
}

const LARGEST_OWN_SIDE = 64;
const DEFAULT_SIDE = 64;

/**
 * The one shape that a set's pictures are brought to: the size asked for, else their own if all are equal and small,
 * else 64 x 64; RGB if any is in colour.
 */
export function commonShape(
  items: readonly SetItem[],
  { size, gray }: ImageSource,
): PictureShape & TargetShape {
  const [first] = items;
  const isUniform =
    first !== undefined &&
    Math.max(first.width, first.height) <= LARGEST_OWN_SIDE &&
    items.every(({ width, height }) => width === first.width && height === first.height);
  const { width, height } = size ?? (isUniform ? first : { width: DEFAULT_SIDE, height: DEFAULT_SIDE });
  return { width, height, channels: !gray && items.some(({ isColor }) => isColor) ? 3 : 1 };
}

export function imagesReport({ items, skipped }: PictureSet): ImagesReport {
  const formats: Record<string, number> = {};
  const classes: Record<string, number> = {};
  const sizes = new Map<string, { width: number; height: number; count: number }>();
  for (const { format, className, width, height } of items) {
    formats[format] = (formats[format] ?? 0) + 1;
    if (className !== null) classes[className] = (classes[className] ?? 0) + 1;
    const key = `${String(width)}x${String(height)}`;
    const known = sizes.get(key);
    if (known) known.count++;
    else sizes.set(key, { width, height, count: 1 });
  }
  return {
    count: items.length,
    skipped: [...skipped],
    formats,
    sizes: [...sizes.values()].sort((a, b) => b.count - a.count),
    classes,
  };
}

/** Throws the sentence for a set in which nothing can be used. */
export function requirePictures({ items, skipped }: PictureSet, source: string): void {
  if (items.length > 0) return;
  throw new EngineError(
    'bad-input',
    `Nothing can be loaded from ${source}: ${whyNothing(skipped)}.`,
    'Choose another source.',
  );
}

function whyNothing(skipped: readonly SkippedFile[]): string {
  const [first] = skipped;
  if (!first) return 'it holds no files';
  if (skipped.length === 1) return `${first.path} was skipped because ${first.reason}`;
  return `all ${formatCount(skipped.length)} files were skipped, the first (${first.path}) because ${first.reason}`;
}
