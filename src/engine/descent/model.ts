import type { ModelName } from '#shared/setup';
import type { Tensor } from '../graphs/runtime';

/** An associative memory on a device, ready to descend: its descent graphs' names and the inputs that stay. */
export interface Model {
  readonly name: ModelName;
  /** Its graphs are `<graph>_descent_<steps per call>` and `<graph>_energy`. */
  readonly graph: string;
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** How many queries one call takes at most, so that its tables stay within bounds. */
  readonly queriesPerCall: number;
  /** The queries that fall in it, ascending; without them all do. */
  readonly queries?: readonly number[];
  dispose(): Promise<void>;
}
