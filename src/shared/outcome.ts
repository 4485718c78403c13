import type { DescentReport } from './api';
import type { ModelName } from './setup';

type Outcome = NonNullable<DescentReport['models'][ModelName]>;

/** A state is at a memory if that memory has this share of the kernel sum. */
export const MEMORY_SHARE = 0.9;

/**
 * The outcome of a query's descent: at the memory that it was made from (`recalled`), at another memory, in a blend of
 * memories, at none (`no-basin`), frozen because phi.T is clipped and the gradient is 0, or stopped because it
 * diverged. A query that was made from no memory counts as recalled at any memory.
 */
export type DescentOutcome = 'recalled' | 'wrong-memory' | 'blended' | 'no-basin' | 'frozen' | 'diverged';

/** The outcomes in words. */
export const OUTCOME_WORDS: Readonly<Record<DescentOutcome, string>> = {
  recalled: 'recalled',
  'wrong-memory': 'at another memory',
  blended: 'blended',
  'no-basin': 'at no memory',
  frozen: 'frozen',
  diverged: 'diverged',
};

/** Distances that differ by less are equal to float32. */
const EQUAL = 1e-5;

/**
 * Returns the outcome of the query with the index `query`. `target` is the index of the memory that it was
 * made from: undefined where there is none, -1 where that pattern is not stored.
 */
export function classifyOutcome(
  { stopped, clipped, basins, places, nearest, distances, errors }: Outcome,
  query: number,
  target: number | undefined,
): DescentOutcome {
  if ((stopped[query] ?? -1) >= 0) return 'diverged';
  if (clipped[query]) return 'frozen';
  // reports of before lack the places
  const place = places[query] ?? ((basins[query] ?? -1) < 0 ? 'elsewhere' : 'memory');
  if (place === 'elsewhere') return 'no-basin';
  if (place === 'blend') return 'blended';
  if (target === undefined || nearest[query] === target) return 'recalled';
  // a copy of the target may come before it
  const isCopy = target >= 0 && (errors[query] ?? Infinity) <= (distances[query] ?? NaN) + EQUAL;
  return isCopy ? 'recalled' : 'wrong-memory';
}

/** Shares below this are not told. */
const SMALLEST_SHARE = 0.05;

/** Returns the shares of a blend in words, such as "62 % a.png, 30 % b.png". */
export function blendText({ shares }: Outcome, query: number, nameOf: (memory: number) => string): string {
  return (shares[query] ?? [])
    .filter(({ share }) => share >= SMALLEST_SHARE)
    .map(({ memory, share }) => `${String(Math.round(100 * share))} % ${nameOf(memory)}`)
    .join(', ');
}
