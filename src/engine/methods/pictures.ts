import type { SkippedFile } from '#shared/api';
import type { Handlers } from '#shared/rpc/server';
import { KIB } from '#shared/units';
import { commonShape } from '../images/picture-set';
import type { TargetShape } from '../images/pixels';
import type { PictureStore } from '../memories/picture-store';
import { yieldToEventLoop } from '../cooperative-yield';

/** The target size of a frame of pictures. Only the pictures of one frame are decoded at once. */
const FRAME_BYTES = 256 * KIB;

/** Handles `browse`: lists the pictures of a set in the order in which a seed draws them. */
export function browseMethod(pictures: PictureStore): Handlers['browse'] {
  return async ({ images, seed, limit }, context) => {
    const set = await pictures.open(images, context);
    const { items, skipped } = set.pictures;
    return {
      shape: commonShape(items, images),
      total: items.length,
      items: set
        .order(seed)
        .slice(0, limit)
        .map((index) => {
          const { name, className } = set.item(index);
          return { name, className };
        }),
      skipped: [...skipped],
    };
  };
}

/** Handles `thumbnails`: sends pictures with the crop of stored memories, at a size for the screen. */
export function thumbnailsMethod(pictures: PictureStore): Handlers['thumbnails'] {
  return async ({ images, names, side }, context) => {
    const { signal } = context;
    const set = await pictures.open(images, context);
    const shape = commonShape(set.pictures.items, images);
    const indices = names.map((name) => set.indexOf(name));
    const targets = indices.map((index) =>
      thumbnailShape(index === undefined ? shape : set.item(index), shape, side),
    );
    const skipped: SkippedFile[] = [];
    for (const { from, to, target } of groupByShape(targets)) {
      await yieldToEventLoop(signal);
      const loaded = await Promise.all(
        names.slice(from, to).map(async (name, i) => {
          const index = indices[from + i];
          return index === undefined ? set.missing(name) : set.load(index, target, signal);
        }),
      );
      const size = sizeOf(target);
      const data = new Uint8Array(loaded.length * size);
      loaded.forEach((pixels, i) => {
        if (pixels instanceof Float32Array)
          data.set(
            Uint8ClampedArray.from(pixels, (x) => 255 * x),
            i * size,
          );
        else skipped.push(pixels);
      });
      const arrayShape = [loaded.length, target.height, target.width, target.channels];
      await context.send({ firstRow: from }, { pixels: { data, shape: arrayShape } });
    }
    return { skipped };
  };
}

/**
 * Returns the largest shape of the set's aspect ratio that is at most `side` long and does not enlarge the
 * picture.
 */
function thumbnailShape(
  picture: { readonly width: number; readonly height: number },
  { width, height, channels }: TargetShape,
  side: number,
): TargetShape {
  const scale = Math.min(picture.width / width, picture.height / height, side / Math.max(width, height));
  const scaled = (length: number) => Math.max(1, Math.floor(length * scale + 1e-9));
  return { width: scaled(width), height: scaled(height), channels };
}

/** Groups consecutive pictures of one shape, as many as fit in a frame. */
function* groupByShape(targets: readonly TargetShape[]) {
  let from = 0;
  for (const [i, target] of targets.entries()) {
    const next = targets[i + 1];
    const isSame = next?.width === target.width && next.height === target.height;
    if (isSame && (i + 2 - from) * sizeOf(target) <= FRAME_BYTES) continue;
    yield { from, to: i + 1, target };
    from = i + 1;
  }
}

function sizeOf({ width, height, channels }: TargetShape): number {
  return width * height * channels;
}
