import type { ModelName, ModelSpec } from './setup';
import { isTrigonometric } from './setup';

type Betas = Pick<ModelSpec, 'schedule' | 'beta'>;

/** A stretch of steps at one beta. */
export interface ScheduleSegment {
  readonly beta: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The schedule's betas and the last one, each with an equal share of the steps; those that end before `start` are left
 * out. At the seam of two stages the later one says the energy.
 */
export function scheduleSegments(spec: Betas, steps: number, start = 0): ScheduleSegment[] {
  const betas = scheduledBetas(spec);
  const edge = (i: number) => Math.round((i * steps) / betas.length);
  const stages = betas.map((one, i) => ({ beta: one, from: Math.max(start, edge(i)), to: edge(i + 1) }));
  return stages.filter(({ from, to }, i) => from < to || i === stages.length - 1);
}

/** Of all stages, in their order. */
export function scheduledBetas({ schedule = [], beta }: Betas): number[] {
  return [...schedule, beta];
}

/** Where queries start. */
export function initialBeta(spec: Betas): number {
  return scheduledBetas(spec)[0] ?? spec.beta;
}

/** The energy of phi.T = epsilon, where a model has that clip; infinite where it has none. */
export function clippedEnergy(model: ModelName, { beta, drdam, form }: ModelSpec): number {
  const hasClip = model === 'drdam' && form !== 'kernel' && isTrigonometric(drdam.featureMap);
  return hasClip ? -Math.log(drdam.epsilon) / beta : Infinity;
}

/** A float32 energy at or above this is that of a clipped state, up to rounding: no state has more. */
export function isClipped(energy: number, clip: number): boolean {
  return energy >= clip * (1 - 1e-6);
}
