import { MIB } from '#shared/units';
import type { Constant, Runtime, Tensor } from '../graphs/runtime';
import type { Projection } from './projection';

/**
 * Tables of features that one call to a device makes: past 8 MiB a feature takes a quarter to a half longer, because tables
 * leave the caches (docs/decisions/graphs.md), but S is read once for all states of a call, so that some are worth the most there may be.
 */
const BEST_BYTES = 8 * MIB;
const MOST_BYTES = 16 * MIB;
const WORTH_MOST = 4;

/** How many states one call takes when each makes `numRows` features. */
export function statesPerCall(numRows: number): number {
  const fitting = (bytes: number) => Math.floor(bytes / (numRows * Float32Array.BYTES_PER_ELEMENT));
  return Math.max(1, fitting(BEST_BYTES), Math.min(WORTH_MOST, fitting(MOST_BYTES)));
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
