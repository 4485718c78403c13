import type { ModelName } from '#shared/setup';
import type { Tensor } from '../graphs/runtime';

/** An associative memory on a device: the names of its graphs, and the inputs that are the same in every call. */
export interface Model {
  readonly name: ModelName;
  /** The graphs are called `<graph>_descent_<steps per call>` and `<graph>_energy`. */
  readonly graph: string;
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** The largest number of queries in one call, which bounds the size of its tables. */
  readonly queriesPerCall: number;
  /** The queries that descend in this model, ascending; all of them where it is absent. */
  readonly queries?: readonly number[];
  dispose(): Promise<void>;
}
