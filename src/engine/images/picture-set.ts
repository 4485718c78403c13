import type { ImagesReport, MemoryItem, SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { ImageSource, PictureShape } from '#shared/setup';
import { formatCount } from '#shared/units';
import type { TargetShape } from './pixels';

/** One picture of a set. Width and height are those of its file, in pixels. */
export interface SetItem extends MemoryItem {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly isColor: boolean;
}

/** Pictures of any source, which can be loaded in any order. */
export interface PictureSet {
  /** The pictures; their names are unique. */
  readonly items: readonly SetItem[];
  readonly skipped: readonly SkippedFile[];
  /** The number of pictures that are best requested at once. */
  readonly preferredBatch: number;
  /**
   * Loads pixel values in [0, 1] of the target shape [height, width, channels].
   * @throws EngineError `bad-input` with the reason if a file cannot be used.
   */
  load(index: number, target: TargetShape, signal: AbortSignal): Promise<Float32Array>;
}

const MAX_ORIGINAL_SIDE = 64;
const DEFAULT_SIDE = 64;

/**
 * Returns the common shape of a set's states: the requested size, or else the size of the pictures if all are
 * equal and at most 64 x 64, or else 64 x 64. It is RGB if any picture is in colour, unless grey is
 * requested.
 */
export function commonShape(
  items: readonly SetItem[],
  { size, gray }: ImageSource,
): PictureShape & TargetShape {
  const [first] = items;
  const isUniform =
    first !== undefined &&
    Math.max(first.width, first.height) <= MAX_ORIGINAL_SIDE &&
    items.every(({ width, height }) => width === first.width && height === first.height);
  const { width, height } = size ?? (isUniform ? first : { width: DEFAULT_SIDE, height: DEFAULT_SIDE });
  return { width, height, channels: !gray && items.some(({ isColor }) => isColor) ? 3 : 1 };
}

/**
 * Reports what a set contains: its formats, classes and sizes (most frequent first), and the skipped files.
 */
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

/**
 * Checks that a set has at least one picture.
 * @throws EngineError `bad-input` with the reason if it has none.
 */
export function requirePictures({ items, skipped }: PictureSet, source: string): void {
  if (items.length > 0) return;
  throw new EngineError(
    'bad-input',
    `Nothing can be loaded from ${source}: ${reasonForNone(skipped)}.`,
    'Choose another source.',
  );
}

function reasonForNone(skipped: readonly SkippedFile[]): string {
  const [first] = skipped;
  if (!first) return 'it holds no files';
  if (skipped.length === 1) return `${first.path} was skipped because ${first.reason}`;
  return `all ${formatCount(skipped.length)} files were skipped, the first (${first.path}) because ${first.reason}`;
}
