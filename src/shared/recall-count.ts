import type { DescentReport } from './api';
import { classifyOutcome } from './outcome';
import type { ModelName } from './setup';
import { MODEL_TITLE } from './setup';

type Models = DescentReport['models'];
type Outcome = NonNullable<Models[ModelName]>;

/** How many of the queries of a descent were recalled. */
export interface RecallCount {
  readonly recalled: number;
  readonly queries: number;
}

/**
 * Returns how many queries of one model's descent were recalled. `targets` holds the index of the memory that each
 * query was made from: -1 where that pattern is not stored, undefined where the query was made from none.
 */
export function countRecalled(outcome: Outcome, targets: readonly (number | undefined)[]): RecallCount {
  const isRecalled = outcome.nearest.map((_, q) => classifyOutcome(outcome, q, targets[q]) === 'recalled');
  return { recalled: isRecalled.filter(Boolean).length, queries: isRecalled.length };
}

/** Returns what a run recalled as a line: "Recalled: MrDAM 8 of 8, DrDAM 7 of 8"; empty where no model ran. */
export function recallText(models: Models, targets: readonly (number | undefined)[]): string {
  const counts = (Object.entries(models) as [ModelName, Outcome][]).map(([model, outcome]) => {
    const { recalled, queries } = countRecalled(outcome, targets);
    return `${MODEL_TITLE[model]} ${String(recalled)} of ${String(queries)}`;
  });
  return counts.length > 0 ? `Recalled: ${counts.join(', ')}` : '';
}
