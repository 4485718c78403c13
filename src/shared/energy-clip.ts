import type { ModelName, ModelSpec } from './setup';
import { isTrigonometric } from './setup';

/**
 * Returns the energy of a state at which phi.T is clipped to epsilon, -log(epsilon) / beta. Infinity for
 * models without that clip: MrDAM, custom energies, positive feature maps and the kernel form.
 */
export function clippedEnergy(model: ModelName, { beta, drdam, form }: ModelSpec): number {
  const hasClip = model === 'drdam' && form !== 'kernel' && isTrigonometric(drdam.featureMap);
  return hasClip ? -Math.log(drdam.epsilon) / beta : Infinity;
}

/**
 * Returns whether a float32 energy is that of a clipped state, given the model's `clippedEnergy`. No state
 * has a higher energy, so the comparison only allows for rounding.
 */
export function isClipped(energy: number, clip: number): boolean {
  return energy >= clip * (1 - 1e-6);
}
