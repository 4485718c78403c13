import type { SkippedFile } from '#shared/api';
import type { Handlers } from '#shared/rpc/server';
import { KIB } from '#shared/units';
import { commonShape } from '../images/picture-set';
import type { TargetShape } from '../images/pixels';
import type { EngineContext } from '../engine-context';
import { yieldToEventLoop } from '../cooperative-yield';

/** Pictures are sent in frames of about this size, and no more than one frame's are decoded at once. */
const FRAME_BYTES = 256 * KIB;

/** Pictures cut as they would be stored, but in a size for people to look at. */
export function thumbnailsMethod(engine: EngineContext): Handlers['thumbnails'] {
  return async ({ images, names, side }, context) => {
    const { signal } = context;
    const set = await engine.set(images, context);
    const shape = commonShape(set.pictures.items, images);
    const indices = names.map((name) => set.indexOf(name));
    const targets = indices.map((index) =>
      thumbnailOf(index === undefined ? shape : set.item(index), shape, side),
    );
    const skipped: SkippedFile[] = [];
    for (const { from, to, target } of framesOf(targets)) {
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

/** The largest shape that has the sides' ratio of the set's, is at most `side` long, and does not enlarge the picture. */
function thumbnailOf(
  own: { readonly width: number; readonly height: number },
  { width, height, channels }: TargetShape,
  side: number,
): TargetShape {
  const scale = Math.min(own.width / width, own.height / height, side / Math.max(width, height));
  const scaled = (length: number) => Math.max(1, Math.floor(length * scale + 1e-9));
  return { width: scaled(width), height: scaled(height), channels };
}

/** Which consecutive pictures go in one frame: those of one shape, as many as it holds. */
function* framesOf(targets: readonly TargetShape[]) {
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
