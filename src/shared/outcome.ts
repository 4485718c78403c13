import type { DescentReport } from './api';
import type { ModelName } from './setup';

type Outcome = NonNullable<DescentReport['models'][ModelName]>;

/**
 * How a query's way ended: at the memory that it was made from, at another, in the basin of none, standing still because
 * phi.T is at its clip, or stopped because it diverged. Of a query that was made from no memory any memory is the right one.
 */
export type DescentOutcome = 'recalled' | 'wrong-memory' | 'no-basin' | 'frozen' | 'diverged';

/** `target` is the memory that the query was made from: undefined where there is none, -1 where it is not stored. */
export function classifyOutcome(
  { stopped, clipped, basins }: Outcome,
  query: number,
  target: number | undefined,
): DescentOutcome {
  if ((stopped[query] ?? -1) >= 0) return 'diverged';
  if (clipped[query]) return 'frozen';
  const basin = basins[query] ?? -1;
  if (basin < 0) return 'no-basin';
  return target === undefined || basin === target ? 'recalled' : 'wrong-memory';
}
