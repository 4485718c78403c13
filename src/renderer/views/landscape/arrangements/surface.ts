import type { Surface } from '../../../scene/height-field';
import type { Landscapes } from '../../../domain/run/moment';

/** The energies of a model that has no landscape. */
export const NO_ENERGIES = new Float32Array();

/** Returns energies [size, size] on a landscape's plane as a surface with the given range. */
export function surfaceOf(
  { size, u, v }: Landscapes,
  energies: Float32Array,
  { low, cut }: { readonly low: number; readonly cut: number },
): Surface {
  const range = (axis: Float64Array) => [axis[0] ?? 0, axis.at(-1) ?? 1] as const;
  return { size, energies, u: range(u), v: range(v), low, cut };
}
