import type { Recording } from '#shared/recording';
import type { Landscapes, Moment, PreparedStates } from '../domain/run/moment';
import { energyCutOf } from './energy-cut';
import { PathFollower } from './plane-paths';

/** Returns the moment of a finished run at step 0. */
export function finishedMoment(
  prepared: PreparedStates,
  recording: Recording,
  landscapes: Landscapes,
): Moment {
  const follower = new PathFollower(recording, landscapes);
  follower.advance(Infinity);
  const energyCut = energyCutOf(recording, landscapes);
  return { prepared, recording, landscapes, paths: follower.paths, energyCut, step: 0, query: 0 };
}
