import type { FeatureMap } from '#shared/setup';
import { MIB } from '#shared/units';
import { makeDrdam } from '../descent/drdam';
import type { Model } from '../descent/model';
import type { Runtime } from '../graphs/runtime';
import type { FeatureSum } from '../memories/feature-sum';
import { sumFeatures } from '../memories/feature-sum';
import { ProjectionOnDevice } from '../memories/projection-on-device';
import { denseProjection, fillGaussian } from '../memories/projection';
import { formOf } from './kernel-sums';

/**
 * DrDAM over a Gaussian S of any size: S is cut into blocks of rows, each made from (seed, row) when it is needed.
 * All that DrDAM estimates is a sum over rows.
 */
export interface RowsSpec {
  /** [K, dim] */
  readonly memories: Float32Array;
  readonly dim: number;
  readonly beta: number;
  readonly seed: number;
  readonly featureMap: FeatureMap;
  /** Of the maps sincos and cos. */
  readonly epsilon: number;
  /** Of the map cos; at least as many as there are rows. */
  readonly phases?: Float32Array | undefined;
}

export interface RowRange {
  readonly first: number;
  readonly count: number;
}

/** A block's bytes: some 20 ms of drawing. */
const BLOCK_BYTES = 2 * MIB;

/** The rows [from, to) in blocks. */
export function rowBlocks(from: number, to: number, dim: number): RowRange[] {
  const most = Math.max(1, Math.floor(BLOCK_BYTES / bytesOf(1, dim)));
  return Array.from({ length: Math.ceil((to - from) / most) }, (_, i) => {
    const first = from + i * most;
    return { first, count: Math.min(most, to - first) };
  });
}

export function bytesOf(rows: number, dim: number): number {
  return rows * dim * Float32Array.BYTES_PER_ELEMENT;
}

/** A block on the device, and T of the memories in its rows. */
export interface OpenRows {
  readonly memory: FeatureSum;
  readonly model: Model;
  dispose(): Promise<void>;
}

/** Draws a block, and computes T unless it is known. The model's energy is in the form that `Sums` take. */
export async function openRows(
  runtime: Runtime,
  { memories, dim, beta, seed, featureMap, epsilon, phases }: RowsSpec,
  { first, count }: RowRange,
  signal: AbortSignal,
  known?: FeatureSum,
): Promise<OpenRows> {
  const rows = new Float32Array(count * dim);
  fillGaussian(rows, dim, seed, first);
  const block = await ProjectionOnDevice.make(runtime, denseProjection(rows, count, dim, 'gaussian'));
  try {
    const phase = phases?.subarray(first, first + count);
    const memory =
      known ?? (await sumFeatures(runtime, block, memories, dim, beta, signal, featureMap, phase));
    const model = await makeDrdam(runtime, block, memory, { beta, epsilon, form: formOf(featureMap) });
    return {
      memory,
      model,
      async dispose() {
        await model.dispose();
        await block.dispose();
      },
    };
  } catch (thrown) {
    await block.dispose();
    throw thrown;
  }
}
