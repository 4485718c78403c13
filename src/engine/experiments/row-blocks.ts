import type { FeatureMap } from '#shared/setup';
import { MIB } from '#shared/units';
import { makeDrdam } from '../descent/drdam';
import type { Model } from '../descent/model';
import type { Runtime } from '../graphs/runtime';
import type { FeatureSum } from '../memories/feature-sum';
import { sumFeatures } from '../memories/sum-features';
import { ProjectionOnDevice } from '../memories/projection-on-device';
import { denseProjection, fillGaussian } from '../memories/projection';
import { blockEnergyForm } from './kernel-sums';

/**
 * DrDAM over a Gaussian S of any size. S is cut into blocks of rows, each drawn from (seed, row) when it is needed, because
 * all of DrDAM's estimates are sums over rows.
 */
export interface RowBlockSpec {
  /** [K, dim] */
  readonly memories: Float32Array;
  readonly dim: number;
  readonly beta: number;
  readonly seed: number;
  readonly featureMap: FeatureMap;
  /** The clip of the maps sincos and cos. */
  readonly epsilon: number;
  /** The phases of the map cos; at least as many as there are rows. */
  readonly phases?: Float32Array | undefined;
}

/** The rows first … first + count - 1 of S. */
export interface RowRange {
  readonly first: number;
  readonly count: number;
}

/** The bytes of a block, which takes some 20 ms to draw. */
const BLOCK_BYTES = 2 * MIB;

/** Cuts the rows [from, to) into blocks. */
export function rowBlocks(from: number, to: number, dim: number): RowRange[] {
  const most = Math.max(1, Math.floor(BLOCK_BYTES / bytesOfRows(1, dim)));
  return Array.from({ length: Math.ceil((to - from) / most) }, (_, i) => {
    const first = from + i * most;
    return { first, count: Math.min(most, to - first) };
  });
}

/** Returns the bytes of `rows` rows of S. */
export function bytesOfRows(rows: number, dim: number): number {
  return rows * dim * Float32Array.BYTES_PER_ELEMENT;
}

/** A block on the device, and the part of T that belongs to its rows. */
export interface OpenRowBlock {
  readonly memory: FeatureSum;
  readonly model: Model;
  dispose(): Promise<void>;
}

/**
 * Draws a block, and sums its part of T unless it is known. The model's energy has the form of `blockEnergyForm`. The caller
 * disposes the block. Cost: O(count K D).
 */
export async function openRowBlock(
  runtime: Runtime,
  { memories, dim, beta, seed, featureMap, epsilon, phases }: RowBlockSpec,
  { first, count }: RowRange,
  signal: AbortSignal,
  known?: FeatureSum,
): Promise<OpenRowBlock> {
  const rows = new Float32Array(count * dim);
  fillGaussian(rows, dim, seed, first);
  const block = await ProjectionOnDevice.make(runtime, denseProjection(rows, count, dim, 'gaussian'));
  try {
    const phase = phases?.subarray(first, first + count);
    const memory =
      known ?? (await sumFeatures(runtime, block, memories, dim, beta, signal, featureMap, phase));
    const model = await makeDrdam(runtime, block, memory, {
      beta,
      epsilon,
      form: blockEnergyForm(featureMap),
    });
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
