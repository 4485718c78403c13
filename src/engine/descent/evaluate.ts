import { yieldToEventLoop } from '../cooperative-yield';
import type { Runtime } from '../graphs/runtime';
import type { Model } from './model';

/** Energies and gradients of states. */
export interface Evaluation {
  /** [count] */
  readonly energies: Float32Array;
  /** [count, dim] */
  readonly gradients: Float32Array;
}

/** Returns the energies and gradients of states [count, dim] in a model. Throws `cancelled` on abort. */
export async function evaluate(
  runtime: Runtime,
  model: Model,
  states: Float32Array,
  dim: number,
  signal: AbortSignal,
): Promise<Evaluation> {
  const graph = await runtime.graph(`${model.graph}_energy`);
  const count = states.length / dim;
  const energies = new Float32Array(count);
  const gradients = new Float32Array(states.length);
  for (let from = 0; from < count; from += model.queriesPerCall) {
    await yieldToEventLoop(signal);
    const part = states.subarray(from * dim, (from + model.queriesPerCall) * dim);
    const out = await graph.run({ ...model.inputs, x: runtime.tensor(part, [part.length / dim, dim]) });
    energies.set(out.floats('energy'), from);
    gradients.set(out.floats('gradient'), from * dim);
  }
  return { energies, gradients };
}
