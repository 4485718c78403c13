import { expect, it } from 'vitest';
import type { DescentReport } from './api';
import { countRecalled, recallText } from './recall-count';

type Outcome = NonNullable<DescentReport['models']['mrdam']>;

/** An outcome of queries that ended in these basins, -1 in none; the last of `stopped` diverged. */
function outcomeIn(basins: number[], stopped = basins.map(() => -1)): Outcome {
  const clipped = basins.map(() => false);
  const distances = basins.map(() => 0.01);
  const rest = { parameters: 0, errors: [], places: [], shares: [], converged: stopped, seconds: 1 };
  return { nearest: basins.map((basin) => Math.max(0, basin)), distances, basins, stopped, clipped, ...rest };
}

it('counts a query that is back at its memory, at any memory where it was made from none', () => {
  const outcome = outcomeIn([0, 2, -1, 3], [-1, -1, -1, 7]);
  expect(countRecalled(outcome, [0, 1, 2, 3])).toEqual({ recalled: 1, queries: 4 });
  expect(countRecalled(outcome, [])).toEqual({ recalled: 2, queries: 4 });
  expect(countRecalled(outcome, [-1, -1, -1, -1])).toEqual({ recalled: 0, queries: 4 });
});

it('is a line with a count for each model that ran', () => {
  const models = { mrdam: outcomeIn([0, 1]), drdam: outcomeIn([0, 0]) };
  expect(recallText(models, [0, 1])).toBe('Recalled: MrDAM 2 of 2, DrDAM 1 of 2');
  expect(recallText({}, [0, 1])).toBe('');
});
