/**
 * The bounds of DrDAM's errors in theory. C1 bounds the kernel's error by C1 sqrt(D/Y); everything else follows from it
 * (docs/science.md, "How far the two descents part").
 */

/** The probability that a C1 fails for any pair of the states that it covers. */
const FAILURE = 1e-3;

/** Returns C1 for a finite number of pairs of states, by Hoeffding's inequality and the union bound. */
export function c1OfPairs(pairs: number, dim: number): number {
  return Math.sqrt((2 * Math.log((2 * pairs) / FAILURE)) / dim);
}

/**
 * Returns C1 for all pairs of states in the box [0, 1/sqrt(D)]^D, which has the diameter 1: Claim 1 of Rahimi and Recht,
 * "Random features for large-scale kernel machines" (2007), solved for the error. It depends on Y by a logarithm.
 */
export function c1OfBox(dim: number, beta: number, numFeatures: number): number {
  let square = 1;
  // the right side depends on the error by a logarithm: every round is closer by an order of magnitude or more
  for (let round = 0; round < 30; round++) {
    square =
      ((4 * (dim + 2)) / numFeatures) * Math.log(Math.max(Math.E, (256 * beta * dim) / (square * FAILURE)));
  }
  return Math.sqrt((square * numFeatures) / dim);
}

/** The setting for which errors are bounded. */
export interface BoundSetting {
  readonly dim: number;
  readonly numMemories: number;
  readonly beta: number;
  readonly numFeatures: number;
  readonly c1: number;
}

/** Returns the largest relative error of the kernel sum at a state of energy E in MrDAM. */
function relativeError(energy: number, { dim, numMemories, beta, numFeatures, c1 }: BoundSetting): number {
  return numMemories * c1 * Math.sqrt(dim / numFeatures) * Math.exp(beta * energy);
}

/**
 * Returns a rigorous bound of the energy's error at a state of energy E, with the clip, and the theorem's bound of the
 * gradient's error for one step of unit size where estimates of kernels may be negative. The latter is infinite where the
 * relative error of the kernel sum may reach 1.
 */
export function boundsAt(
  energy: number,
  setting: BoundSetting & { readonly epsilon: number },
): { energy: number; gradient: number } {
  const { beta, epsilon } = setting;
  const relative = relativeError(energy, setting);
  const highest = -Math.log(epsilon) / beta - energy;
  const above = relative < 1 ? Math.min(-Math.log1p(-relative) / beta, Math.max(0, highest)) : highest;
  return {
    energy: Math.max(Math.log1p(relative) / beta, above, -highest),
    gradient: relative < 1 ? (2 * relative) / (1 - relative) : Infinity,
  };
}

/**
 * Returns log10 of the theorem's bound of the distance between both models' states after a descent from a query of energy
 * E. The bound itself exceeds float64.
 */
export function divergenceBound(
  energy: number,
  setting: BoundSetting,
  { stepSize, steps }: { readonly stepSize: number; readonly steps: number },
): number {
  const { numMemories, beta } = setting;
  const growth = stepSize * steps * (1 + 2 * numMemories * beta * Math.exp(beta / 2));
  // log of the series 1 + growth + ... + growth^(steps - 1)
  const series =
    growth > 1
      ? steps * Math.log(growth) + Math.log1p(-(growth ** -steps)) - Math.log(growth - 1)
      : Math.log((1 - growth ** steps) / (1 - growth));
  return (Math.log(2 * stepSize * steps * relativeError(energy, setting)) + series) / Math.LN10;
}
