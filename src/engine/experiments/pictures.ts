import { invariant } from '#shared/errors';
import type { CellResult } from '#shared/experiments';
import type { PictureShape } from '#shared/setup';
import { plural } from '#shared/units';
import type { Memories } from '../memories/memory-set';
import type { ExperimentContext } from './experiment';
import { stampOf } from './stamp';

/** Used where a person names no pictures. */
const SAMPLE = 'sample:emoji';

export interface PictureMemories {
  readonly memories: Memories;
  readonly shape: PictureShape;
  /** Which pictures they are, in words. */
  readonly data: string;
  /** Names them, by what they show. */
  readonly stamp: string;
}

/** `count` pictures of the context's set at `side` x `side`, drawn by the seed. */
export async function pictureMemories(
  { engine, spec, call }: ExperimentContext,
  count: number,
  side: number,
  seed = spec.seed,
): Promise<PictureMemories> {
  const images = {
    source: SAMPLE,
    gray: false,
    ...spec.images,
    size: { width: side, height: side },
  };
  const memories = await engine.memories({ from: 'images', images, count, seed }, call);
  const { shape, items } = memories;
  invariant(shape, 'pictures have a shape');
  const set = images.source.split(/[\\/]/).at(-1) ?? images.source;
  const size = `${String(side)}x${String(side)}${shape.channels === 1 ? ' grey' : ''}`;
  return {
    memories,
    shape,
    data: `${plural(items.length, 'picture')} of ${set} at ${size}, seed ${String(seed)}`,
    stamp: stampOf(
      [memories.states],
      items.map((item) => item.name),
    ),
  };
}

/** States as pictures of a cell, in the order of their names. */
export function pixelsOf(
  states: readonly Float32Array[],
  { height, width, channels }: PictureShape,
): NonNullable<CellResult['pixels']> {
  const dim = height * width * channels;
  const scale = 255 * Math.sqrt(dim); // states are pixels in [0, 1] over sqrt(dim)
  const data = new Uint8Array(states.length * dim);
  states.forEach((state, n) => {
    data.set(new Uint8ClampedArray(state.map((value) => value * scale)), n * dim);
  });
  return { data, shape: [states.length, height, width, channels] };
}

/** Row n of states [n, dim]. */
export function stateOf(states: Float32Array, n: number, dim: number): Float32Array {
  return states.subarray(n * dim, (n + 1) * dim);
}
