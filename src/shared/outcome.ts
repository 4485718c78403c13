import type { DescentReport } from './api';
import type { ModelName } from './setup';

type Outcome = NonNullable<DescentReport['models'][ModelName]>;

/**
 * The outcome of a query's descent: at the memory that it was made from (`recalled`), at another memory, in
 * no memory's basin, frozen because phi.T is clipped and the gradient is 0, or stopped because it diverged. A
 * query that was made from no memory counts as recalled at any memory.
 */
export type DescentOutcome = 'recalled' | 'wrong-memory' | 'no-basin' | 'frozen' | 'diverged';

/**
 * Returns the outcome of the query with the index `query`. `target` is the index of the memory that it was
 * made from: undefined where there is none, -1 where that pattern is not stored.
 */
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
