import type { SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { Progress } from '#shared/progress';
import type { PictureShape } from '#shared/setup';
import { SAVE_IN_C_ORDER, openNpy } from '../files/npy-file';
import { requireFiniteStates, matrixShape } from '../files/state-files';
import { yieldToEventLoop } from '../cooperative-yield';
import type { Runtime } from '../graphs/runtime';
import { dot } from '../vectors';
import type { FeatureSum } from './feature-sum';
import { addFeatures } from './sum-features';
import type { ProjectionOnDevice } from './projection-on-device';
import type { PictureStates } from './picture-states';
import type { RowSource } from './row-source';
import { rowsPerBlock } from './row-source';
import type { MemorySet } from './memory-set';
import { drawMemories, requireMatchingShape } from './memory-set';

/** Memories over the budget of bytes, which are read again for every use. */
export interface StreamedMemories {
  readonly dim: number;
  readonly shape: PictureShape | null;
  /** K before all memories were read. It still includes files that turn out to be unreadable. */
  readonly count: number;
  /** Reads the first memories, from which queries are made. */
  readonly head: (count: number, signal: AbortSignal) => Promise<MemorySet>;
  /** Maps pictures of the set to the memories that they are, as far as it is known before all were read. */
  readonly memoryIndices: (indices: ReadonlySet<number>) => ReadonlyMap<number, number>;
  /** Returns the memories as blocks of rows. Unreadable files are passed to `onSkipped`. */
  readonly rows: (
    onProgress: (progress: Progress) => void,
    onSkipped: (file: SkippedFile) => void,
  ) => RowSource;
}

/** Returns whether memories are streamed rather than in memory as rows. */
export function isStreamed(memories: MemorySet | StreamedMemories): memories is StreamedMemories {
  return 'rows' in memories;
}

/** The result of one pass over streamed memories. */
export interface StreamedSum {
  readonly memory: FeatureSum;
  /** K without the memories that could not be read. */
  readonly count: number;
  /** The mean of the memories, [dim]. */
  readonly mean: Float64Array;
  /** The mean of |xi|^2. */
  readonly meanSquare: number;
}

/** Returns the mean [dim] of all memories. Cost: a pass over them. */
export async function streamMean({ dim, blocks }: RowSource, signal: AbortSignal): Promise<Float64Array> {
  const sum = new Float64Array(dim);
  let count = 0;
  for await (const { states } of blocks(signal)) {
    addStates(sum, states);
    count += states.length / dim;
  }
  return sum.map((value) => value / count);
}

function addStates(sum: Float64Array, states: Float32Array): void {
  for (let i = 0; i < states.length; i++) {
    const at = i % sum.length;
    sum[at] = (sum[at] ?? 0) + (states[i] ?? 0);
  }
}

/** Adds the features of all memories to an empty T. Cost: one pass over the memories, and their features. */
export async function sumStream(
  rows: RowSource,
  memory: FeatureSum,
  runtime: Runtime,
  onDevice: ProjectionOnDevice,
  beta: number,
  signal: AbortSignal,
): Promise<StreamedSum> {
  const { dim } = rows;
  const sum = new Float64Array(dim);
  let [count, square] = [0, 0];
  for await (const { states } of rows.blocks(signal)) {
    await addFeatures(memory, runtime, onDevice, states, dim, beta, 1, signal);
    count += states.length / dim;
    square += dot(states, states);
    addStates(sum, states);
  }
  return { memory, count, mean: sum.map((value) => value / count), meanSquare: square / count };
}

/** Streams the first `count` pictures of a set in the order in which the seed draws them. */
export function streamPictures(pictures: PictureStates, seed: number, count: number): StreamedMemories {
  const { dim, shape, set } = pictures;
  const order = set.order(seed);
  return {
    dim,
    shape,
    count: Math.min(count, order.length),
    head: (wanted, signal) => drawMemories(pictures, seed, wanted, { signal, onProgress: () => undefined }),
    memoryIndices: (indices) => pictures.positions(order, count, indices),
    rows: (onProgress, onSkipped) => ({
      dim,
      blocks: (signal) => pictures.readBlocks(order, count, { signal, onProgress }, onSkipped),
    }),
  };
}

/**
 * Streams the rows of a .npy file.
 * @throws EngineError `too-large` for an array in Fortran order, which cannot be read in parts; `bad-input`
 * for a malformed file.
 */
export async function streamFile(path: string, shape: PictureShape | undefined): Promise<StreamedMemories> {
  const file = await openNpy(path);
  if (!file) {
    throw new EngineError(
      'too-large',
      `The array is too large for memory, and it is in Fortran order (${path}).`,
      SAVE_IN_C_ORDER,
    );
  }
  const { count, dim } = matrixShape(file.head.shape, path);
  requireMatchingShape(shape, dim, path);
  const read = async (first: number, wanted: number) =>
    requireFiniteStates(await file.numbers(first * dim, wanted * dim), dim, first, path);
  const itemsOf = (wanted: number) =>
    Array.from({ length: wanted }, (_, i) => ({ name: String(i), className: null }));
  return {
    dim,
    shape: shape ?? null,
    count,
    head: async (wanted) => {
      const states = await read(0, Math.min(wanted, count));
      const items = itemsOf(Math.min(wanted, count));
      return { states, dim, shape: shape ?? null, set: null, items, skipped: [], notices: [] };
    },
    memoryIndices: () => new Map(),
    rows: (onProgress) => ({
      dim,
      blocks: async function* (signal) {
        const most = rowsPerBlock(dim);
        for (let first = 0; first < count; first += most) {
          await yieldToEventLoop(signal);
          const states = await read(first, Math.min(most, count - first));
          yield { first, states };
          const done = Math.min(first + most, count);
          onProgress({ stage: 'Reading memories', done, total: count, unit: 'memories' });
        }
      },
    }),
  };
}
