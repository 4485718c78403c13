import { MIB } from '#shared/units';
import type { Constant, Runtime, Tensor } from '../graphs/runtime';
import type { Projection } from './projection';

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
