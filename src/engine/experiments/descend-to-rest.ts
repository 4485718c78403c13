import { yieldToEventLoop } from '../cooperative-yield';
import { isStepAllowed } from '../descent/step-rule';

/** Computes the gradients [n, dim] of an energy at states [n, dim]. */
export type GradientFunction = (states: Float32Array) => Promise<{ readonly gradients: ArrayLike<number> }>;

/** The ends of a descent. */
export interface DescentEnds {
  /** [n, dim] */
  readonly states: Float32Array;
  /** [n]: whether a query diverged; its last state is the one before. */
  readonly stopped: readonly boolean[];
}

/**
 * A query whose gradient norm is below this is at rest. Near a minimum, where the Hessian is about 1, the distance to it is
 * as small: an RMS of a hundred-thousandth of a pixel's range.
 */
const REST_NORM = 1e-5;

/**
 * Descends from queries [n, dim] along any gradient, no coordinate fixed. A query at rest, which includes those at the clip,
 * is not evaluated again, so that a long descent costs no more than the queries that still move. Throws `cancelled` on
 * abort.
 */
export async function descendToRest(
  gradientOf: GradientFunction,
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
    const { gradients } = await gradientOf(here);
    moving = moving.filter((q, i) => {
      let square = 0;
      for (let j = 0; j < dim; j++) square += (gradients[i * dim + j] ?? NaN) ** 2;
      const norm = Math.sqrt(square);
      if (norm < REST_NORM) return false;
      if (!isStepAllowed(norm, { stepSize })) {
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
