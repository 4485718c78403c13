import type { ModelSpec } from './setup';

type Betas = Pick<ModelSpec, 'schedule' | 'beta'>;

/** Consecutive steps of a descent at one beta. */
export interface ScheduleSegment {
  readonly beta: number;
  /** The step at whose states the segment begins. */
  readonly from: number;
  /** The step at whose states it ends. */
  readonly to: number;
}

/**
 * Returns the segments of a descent of `steps` steps: one for each beta of the schedule and one for the final
 * beta, with equal shares of the steps. Segments that end at or before `start` are left out, except for the
 * last. Where two segments meet, the energy of the state is that at the later one's beta.
 */
export function scheduleSegments(spec: Betas, steps: number, start = 0): ScheduleSegment[] {
  const betas = scheduledBetas(spec);
  const edge = (i: number) => Math.round((i * steps) / betas.length);
  const segments = betas.map((one, i) => ({ beta: one, from: Math.max(start, edge(i)), to: edge(i + 1) }));
  return segments.filter(({ from, to }, i) => from < to || i === segments.length - 1);
}

/** Returns the betas of all segments, in order. */
export function scheduledBetas({ schedule = [], beta }: Betas): number[] {
  return [...schedule, beta];
}

/** Returns the beta at which a descent starts. */
export function initialBeta(spec: Betas): number {
  return scheduledBetas(spec)[0] ?? spec.beta;
}
