import type { DescentSpec } from '#shared/setup';

/** The step size alpha, and the longest step if steps are clipped. */
export type StepRule = Pick<DescentSpec, 'stepSize' | 'maxStep'>;

/** The step length alpha |grad E| past which a query has diverged. The graphs stop it there too (models/export/descent.py). */
const STEP_LIMIT = 10;

/** Returns whether a query whose gradient has this norm takes its next step; otherwise it has diverged and stays. */
export function isStepAllowed(norm: number, { stepSize, maxStep = Infinity }: StepRule): boolean {
  const length = stepSize * norm;
  return Number.isFinite(length) && Math.min(length, maxStep) <= STEP_LIMIT;
}
