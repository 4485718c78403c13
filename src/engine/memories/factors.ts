/**
 * The version of the structured projection, which every result contains. S depends on the factor sizes below,
 * so any change to them needs a new version.
 */
export const STRUCTURED_VERSION = 2;

/** Three factors are faster than two from this size on (docs/decisions/structured-projection.md). */
const THREE_FACTORS_FROM = 2048;
/** D is padded until the largest factor is at most this many times the smallest. */
const MAX_RATIO = 4;

/**
 * Returns the factor sizes of the structured projection for D, ascending: the most even factors of the
 * smallest size >= D that has sufficiently even ones. Their product is the padded dimension P.
 */
export function factorSizes(dim: number): number[] {
  const count = dim >= THREE_FACTORS_FROM ? 3 : 2;
  for (let size = Math.max(dim, 4); ; size++) {
    const factors = mostEvenFactors(size, count, 2);
    const [smallest, largest] = [factors?.[0], factors?.at(-1)];
    if (factors && smallest && largest && largest <= MAX_RATIO * smallest) return factors;
  }
}

/**
 * Returns the ascending factorisation of `size` into factors >= `from` with the smallest spread, or undefined
 * if none exists.
 */
function mostEvenFactors(size: number, count: number, from: number): number[] | undefined {
  if (count === 1) return size >= from ? [size] : undefined;
  let best: number[] | undefined;
  for (let first = from; first ** count <= size; first++) {
    if (size % first !== 0) continue;
    const rest = mostEvenFactors(size / first, count - 1, first);
    if (rest && (!best || spread([first, ...rest]) < spread(best))) best = [first, ...rest];
  }
  return best;
}

function spread(factors: readonly number[]): number {
  return (factors.at(-1) ?? 0) / (factors[0] ?? 1);
}
