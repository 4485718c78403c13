/** The cut is this many times as far above the lowest energy as the highest energy that must stay visible. */
const HEADROOM = 1.15;

/**
 * Returns the energy above which surfaces are cut: 1.15 times as high above `low` as `highest` is, rounded up
 * to two digits of that height. All energies have the same unit, pixel² for picture states.
 */
export function energyCutAbove(low: number, highest: number): number {
  const depth = Math.max(highest - low, 1e-9);
  return roundUpToTwoDigits(low + HEADROOM * depth, depth);
}

/** Rounds a number up to the second significant digit of `magnitude`, which is positive. */
export function roundUpToTwoDigits(value: number, magnitude = value): number {
  const unit = 10 ** (Math.floor(Math.log10(magnitude)) - 1);
  return Math.ceil(value / unit - 1e-9) * unit;
}
