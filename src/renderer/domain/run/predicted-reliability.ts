import { initialBeta } from '#shared/beta-schedule';
import { mrdamDescents } from '#shared/mrdam-end';
import type { Reliability } from '#shared/reliability';
import { predictReliability, reliabilitySettings } from '#shared/reliability';
import type { Job } from '../settings/job';
import type { PreparedStates } from './moment';

/** The states on which the prediction depends. */
export type ReliabilityStates = Pick<
  PreparedStates,
  'dim' | 'memories' | 'queries' | 'clamped' | 'distances'
>;

/**
 * Returns the reliability of DrDAM in a run, predicted from the distances between its memories and queries; null where
 * no law is known. Cost: that of MrDAM's descents, see `mrdamDescents`.
 */
export function predictedReliability(
  { dim, memories, queries, clamped, distances }: ReliabilityStates,
  { model, descent }: Pick<Job, 'model' | 'descent'>,
): Reliability | null {
  const laws = reliabilitySettings({ ...model, beta: initialBeta(model) });
  if (!laws) return null;
  const descents = laws.hasVerdict ? mrdamDescents(memories, queries, clamped, dim) : null;
  const ends = descents?.map((one) => one.end({ beta: laws.beta, ...descent }).kernelSum);
  return predictReliability(distances, laws, ends);
}
