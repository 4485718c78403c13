import { yieldToEventLoop } from '../cooperative-yield';

/** Energies' gradients [n, dim] of states [n, dim]. */
export type GradientFunction = (states: Float32Array) => Promise<{ readonly gradients: ArrayLike<number> }>;

/** Where queries ended. */
export interface DescentEnds {
  /** [n, dim] */
  readonly states: Float32Array;
  /** Those whose step grew past all bounds: they stay where they were. */
  readonly stopped: readonly boolean[];
}

/** alpha |grad E| past which a query has diverged, as in the descent's graphs. */
const STEP_LIMIT = 10;

/**
 * A query whose gradient is below this is at rest: near a minimum, where the Hessian is about 1, what is left of its
 * way is as long, which is an RMS of a hundred-thousandth of the range of a pixel.
 */
const REST = 1e-5;

/**
 * Descent of all queries [n, dim] in anything that has a gradient, no coordinate held. A query at rest, which includes
 * those frozen at the clip, is not computed again, so that long descents cost what is still moving.
 */
export async function settle(
  slope: GradientFunction,
  queries: Float32Array,
  dim: number,
  { stepSize, steps }: { readonly stepSize: number; readonly steps: number },
  signal: AbortSignal,
): Promise<DescentEnds> {
  const states = queries.slice();
  const stopped = new Array<boolean>(queries.length / dim).fill(false);
  let moving = stopped.map((_, q) => q);
  for (let step = 0; step < steps && moving.length > 0; step++) {
    await yieldToEventLoop(signal);
    const here = new Float32Array(moving.length * dim);
    moving.forEach((q, i) => {
      here.set(states.subarray(q * dim, (q + 1) * dim), i * dim);
    });
    const { gradients } = await slope(here);
    moving = moving.filter((q, i) => {
      let square = 0;
      for (let j = 0; j < dim; j++) square += (gradients[i * dim + j] ?? NaN) ** 2;
      const norm = Math.sqrt(square);
      if (norm < REST) return false;
      if (!(stepSize * norm <= STEP_LIMIT)) {
        stopped[q] = true;
        return false;
      }
      for (let j = 0; j < dim; j++) {
        const at = q * dim + j;
        states[at] = (states[at] ?? 0) - stepSize * (gradients[i * dim + j] ?? 0);
      }
      return true;
    });
  }
  return { states, stopped };
}
