import { MIB } from '#shared/units';
import type { Constant, Runtime, Tensor } from '../graphs/runtime';
import type { Projection } from './projection';

/**
 * Limits of the table of features that one call to a device computes. Past 8 MiB each feature takes a quarter
 * to a half longer, because the table leaves the caches (docs/decisions/graphs.md). But S is read once for
 * all states of a call, so up to four states are worth a table of 16 MiB.
 */
const PREFERRED_BYTES = 8 * MIB;
const MAX_BYTES = 16 * MIB;
const PREFERRED_STATES = 4;

/** Returns how many states one call takes if each has `numRows` features. */
export function statesPerCall(numRows: number): number {
  const fitting = (bytes: number) => Math.floor(bytes / (numRows * Float32Array.BYTES_PER_ELEMENT));
  return Math.max(1, fitting(PREFERRED_BYTES), Math.min(PREFERRED_STATES, fitting(MAX_BYTES)));
}

/** The projection S on a device. The caller of `make` disposes of it. */
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

  /** Copies S to the device. */
  static async make(runtime: Runtime, projection: Projection): Promise<ProjectionOnDevice> {
    const constants: Record<string, Constant> = {};
    for (const [name, { data, shape }] of Object.entries(projection.inputs)) {
      constants[name] = await runtime.constant(data, shape);
    }
    return new ProjectionOnDevice(projection, constants);
  }

  /** Frees the memory of the device. */
  async dispose(): Promise<void> {
    for (const constant of this.#constants) await constant.dispose();
  }
}
