import { MIB } from '#shared/units';
import type { Constant, Runtime, Tensor } from '../graphs/runtime';
import { yieldToOthers } from '../yield';
import type { Projection } from './projection';

/** T of DrDAM, without its factor Y^-1/2 so that Y can grow by blocks. [numRows], 0 past row Y. */
export interface DistributedMemory {
  readonly cos: Float32Array;
  readonly sin: Float32Array;
}

/** The largest table of features that one call to a device makes. */
export const FEATURE_BYTES_PER_CALL = 16 * MIB;

/** How many states fit in one call when each makes `numRows` features. */
export function statesPerCall(numRows: number): number {
  return Math.max(1, Math.floor(FEATURE_BYTES_PER_CALL / (numRows * Float32Array.BYTES_PER_ELEMENT)));
}

/** S and what belongs to it, on the device; disposed by its maker. */
export class ProjectionOnDevice {
  readonly projection: Projection;
  /** The inputs of the projection's graphs. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly #constants: readonly Constant[];

  private constructor(projection: Projection, constants: Readonly<Record<string, Constant>>) {
    this.projection = projection;
    this.tensors = Object.fromEntries(Object.entries(constants).map(([name, { tensor }]) => [name, tensor]));
    this.#constants = Object.values(constants);
  }

  static async make(runtime: Runtime, projection: Projection): Promise<ProjectionOnDevice> {
    const constants: Record<string, Constant> = {};
    for (const [name, { data, shape }] of Object.entries(projection.inputs)) {
      constants[name] = await runtime.constant(data, shape);
    }
    return new ProjectionOnDevice(projection, constants);
  }

  async dispose(): Promise<void> {
    for (const constant of this.#constants) await constant.dispose();
  }
}

/**
 * T = sum over memories of phi(memory), in chunks, so that the features of all memories are never there at once.
 * Cost: O(K Y log D) structured, O(K Y D) Gaussian.
 */
export async function sumFeatures(
  runtime: Runtime,
  { projection, tensors }: ProjectionOnDevice,
  memories: Float32Array,
  dim: number,
  beta: number,
  signal: AbortSignal,
): Promise<DistributedMemory> {
  const { numRows, numFeatures } = projection;
  const graph = await runtime.graph(`features_sincos_${projection.graph}`);
  const column = [numRows, 1] as const;
  const rows = await runtime.constant(new Float32Array(numRows).fill(1, 0, numFeatures), column);
  let sum: DistributedMemory = { cos: new Float32Array(numRows), sin: new Float32Array(numRows) };
  const chunk = statesPerCall(numRows);
  const numMemories = memories.length / dim;
  try {
    for (let first = 0; first < numMemories; first += chunk) {
      await yieldToOthers(signal);
      const count = Math.min(chunk, numMemories - first);
      const out = await graph.run({
        ...tensors,
        rows: rows.tensor,
        x: runtime.tensor(memories.subarray(first * dim, (first + count) * dim), [count, dim]),
        weights: runtime.tensor(new Float32Array(count).fill(1), [count, 1]),
        t_cos: runtime.tensor(sum.cos, column),
        t_sin: runtime.tensor(sum.sin, column),
        beta: runtime.scalar(beta),
      });
      sum = { cos: out.floats('t_cos_next'), sin: out.floats('t_sin_next') };
    }
  } finally {
    await rows.dispose();
  }
  return sum;
}
