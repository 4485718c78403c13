import type { DescentReport } from '#shared/api';
import { classifyOutcome, type DescentOutcome } from '#shared/outcome';
import { MODEL_TITLE, type ModelName } from '#shared/setup';
import { MODELS } from './plot-style';

export const ENDING_WORDS: Readonly<Record<DescentOutcome, string>> = {
  recalled: 'recalled',
  'wrong-memory': 'at another memory',
  'no-basin': 'in no basin',
  frozen: 'frozen',
  diverged: 'diverged',
};

export interface ModelOutcome {
  readonly model: ModelName;
  readonly ending: DescentOutcome;
  /** "DrDAM diverged" */
  readonly title: string;
  /** The step from which on the query is at rest; -1 where it still moves. */
  readonly since: number;
}

/** How a query ended in each model. `target` is the memory that it was made from. */
export function modelOutcomes(
  report: DescentReport,
  query: number,
  target: number | undefined,
): ModelOutcome[] {
  return MODELS.flatMap((model) => {
    const outcome = report.models[model];
    if (!outcome) return [];
    const ending = classifyOutcome(outcome, query, target);
    const title = `${MODEL_TITLE[model]} ${ENDING_WORDS[ending]}`;
    return [{ model, ending, title, since: outcome.converged[query] ?? -1 }];
  });
}
