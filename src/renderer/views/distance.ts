/** Root mean square difference of two states' pixels, 1 being their full range: states are pixels over sqrt(dim). */
export function rmsBetween(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(squaredDistance(a, b, Infinity));
}

/** The row of `memories` [K, dim] that is nearest to a state; -1 where the state is not finite. */
export function nearestMemory(memories: Float32Array, state: Float32Array): number {
  const dim = state.length;
  let nearest = -1;
  let best = Infinity;
  for (let k = 0; (k + 1) * dim <= memories.length; k++) {
    const distance = squaredDistance(state, memories.subarray(k * dim, (k + 1) * dim), best);
    if (distance < best) [nearest, best] = [k, distance];
  }
  return nearest;
}

const BLOCK = 256;

/** Gives up, with what it has, once the sum passes `limit`: most memories are far from a state after a few blocks. */
function squaredDistance(a: Float32Array, b: Float32Array, limit: number): number {
  let sum = 0;
  for (let from = 0; from < a.length && sum <= limit; from += BLOCK) {
    const to = Math.min(from + BLOCK, a.length);
    for (let i = from; i < to; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  }
  return sum;
}
