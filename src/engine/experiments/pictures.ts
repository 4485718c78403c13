import { invariant } from '#shared/errors';
import type { CellResult, Row } from '#shared/experiments';
import type { Fill, MemoriesSpec, PictureShape } from '#shared/setup';
import { plural } from '#shared/units';
import type { MemorySet } from '../memories/memory-set';
import type { ExperimentContext } from './experiment';
import { stampOf } from './experiment';

/** The pictures where an experiment names none. */
const SAMPLE = 'sample:emoji';

/** Memories that are pictures. */
export interface PictureMemories {
  readonly memories: MemorySet;
  readonly shape: PictureShape;
  /** Names the pictures, in words. */
  readonly data: string;
  /** Identifies the pictures by their content. */
  readonly stamp: string;
}

/** Draws `count` pictures of the experiment's set by the seed, and scales them to `side` x `side`. */
export function pictureMemories(
  context: ExperimentContext,
  count: number,
  side: number,
  seed = context.spec.seed,
): Promise<PictureMemories> {
  const size = { width: side, height: side };
  const images = { source: SAMPLE, gray: false, ...context.spec.images, size };
  return load(context, { from: 'images', images, count, seed }, `seed ${String(seed)}`);
}

/** Loads pictures of the bundled sample by name, and scales them to `side` x `side`. */
export function samplePictures(
  context: ExperimentContext,
  names: readonly string[],
  side: number,
): Promise<PictureMemories> {
  const images = { source: SAMPLE, gray: false, size: { width: side, height: side } };
  const subjects = names.map((name) => name.replace(/^.*\/|\.\w+$/g, '')).join(', ');
  const which = `${subjects}; features by seed ${String(context.spec.seed)}`;
  return load(context, { from: 'chosen', images, names: [...names] }, which);
}

/** `which` says which pictures of the set they are. */
async function load(
  { engine, call }: ExperimentContext,
  spec: Exclude<MemoriesSpec, { from: 'file' }>,
  which: string,
): Promise<PictureMemories> {
  const memories = await engine.memories.loadRows(spec, call);
  const { shape, items } = memories;
  invariant(shape, 'pictures have a shape');
  const { source } = spec.images;
  const set = source.split(/[\\/]/).at(-1) ?? source;
  const size = `${String(shape.width)}x${String(shape.height)}${shape.channels === 1 ? ' grey' : ''}`;
  return {
    memories,
    shape,
    data: `${plural(items.length, 'picture')} of ${set} at ${size}, ${which}`,
    stamp: stampOf(
      [memories.states],
      items.map((item) => item.name),
    ),
  };
}

/** Returns states as the pixels of a cell's pictures. */
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

/** The columns of every experiment on pictures. */
export const pictureColumns = {
  data: 'which pictures',
  D: 'dimension',
  K: 'number of memories',
  Y: 'number of random features (rows of S; T holds 2 Y numbers)',
  beta: 'inverse temperature',
  step_size: 'alpha',
  kept: 'share of the pixels that are kept and fixed',
  fill: 'what missing pixels start as',
  feature_map: 'feature map',
  projection: 'how S is drawn',
  epsilon: 'clip of the kernel sum before the logarithm',
  seed: 'seed of pictures, queries and S',
  quick: 'true for the small settings',
} as const;

/** The settings that the rows of an experiment on pictures state. */
export interface PictureSetting {
  readonly beta: number;
  readonly features: number;
  readonly stepSize: number;
  readonly kept: number;
  readonly fill?: Fill;
}

/** The clip of DrDAM in experiments on pictures. */
export const PICTURE_EPSILON = 1e-5;

/** Returns the values of `pictureColumns`. */
export function pictureRow(
  { spec: { seed, quick } }: ExperimentContext,
  { memories, data }: PictureMemories,
  { beta, features, stepSize, kept, fill = 'black' }: PictureSetting,
): Row {
  return {
    data,
    D: memories.dim,
    K: memories.items.length,
    Y: features,
    beta,
    step_size: stepSize,
    kept,
    fill,
    feature_map: 'sincos',
    projection: 'auto',
    epsilon: PICTURE_EPSILON,
    seed,
    quick,
  };
}
