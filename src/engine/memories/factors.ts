/**
 * The factor sizes of the structured projection: a pure function of D. S depends on them, so a change here is a new
 * version, written into every result.
 */
export const STRUCTURED_VERSION = 2;

/** From this size on three factors are faster than two (docs/decisions/structured-projection.md). */
const THREE_FACTORS_FROM = 2048;
/** The largest factor is at most this many times the smallest, or D is padded. */
const MAX_RATIO = 4;

/**
 * The most even factors, ascending, of the smallest size >= dim that has factors even enough. Their product is the
 * padded dimension P.
 */
export function factorSizes(dim: number): number[] {
  const count = dim >= THREE_FACTORS_FROM ? 3 : 2;
  for (let size = Math.max(dim, 4); ; size++) {
    const factors = mostEven(size, count, 2);
    const [smallest, largest] = [factors?.[0], factors?.at(-1)];
    if (factors && smallest && largest && largest <= MAX_RATIO * smallest) return factors;
  }
}

/** The ascending factorisation of `size` with the smallest spread, factors >= `from`; undefined where there is none. */
function mostEven(size: number, count: number, from: number): number[] | undefined {
  if (count === 1) return size >= from ? [size] : undefined;
  let best: number[] | undefined;
  for (let first = from; first ** count <= size; first++) {
    if (size % first !== 0) continue;
    const rest = mostEven(size / first, count - 1, first);
    if (rest && (!best || spread([first, ...rest]) < spread(best))) best = [first, ...rest];
  }
  return best;
}

function spread(factors: readonly number[]): number {
  return (factors.at(-1) ?? 0) / (factors[0] ?? 1);
}
