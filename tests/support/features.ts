import type { FeatureSum } from '#engine/memories/feature-sum';

/** T as its graphs take it, [numRows] each; of the trigonometric maps as sums of cosines and sines. */
export function coordinatesOf(memory: Pick<FeatureSum, 'inputs'>): Float32Array[] {
  const { t_amplitude: amplitude, t_phase: phase, ...others } = memory.inputs();
  if (!amplitude || !phase) return Object.values(others);
  const along = (part: (angle: number) => number) =>
    amplitude.map((value, i) => value * part(phase[i] ?? NaN));
  return [along(Math.cos), along(Math.sin)];
}
