import type { DescentReport } from '#shared/api';
import { blendText, classifyOutcome, OUTCOME_WORDS, type DescentOutcome } from '#shared/outcome';
import { MODEL_TITLE, type ModelName } from '#shared/setup';
import { memoryName } from '../../domain/run/display-names';
import type { PreparedStates } from '../../domain/run/moment';
import { MODELS } from './plot-style';

export interface ModelOutcome {
  readonly model: ModelName;
  readonly ending: DescentOutcome;
  /** "DrDAM blended: 62 % cat 0050, 30 % dog 0012" */
  readonly title: string;
  /** The step from which on the query is at rest; -1 where it still moves. */
  readonly since: number;
}

/** How a query ended in each model. `target` is the memory that it was made from. */
export function modelOutcomes(
  report: DescentReport,
  { items }: Pick<PreparedStates, 'items'>,
  query: number,
  target: number | undefined,
): ModelOutcome[] {
  return MODELS.flatMap((model) => {
    const outcome = report.models[model];
    if (!outcome) return [];
    const ending = classifyOutcome(outcome, query, target);
    const nameOf = (memory: number) => (items[memory] ? memoryName(items[memory]) : String(memory));
    const shares = ending === 'blended' ? `: ${blendText(outcome, query, nameOf)}` : '';
    const title = `${MODEL_TITLE[model]} ${OUTCOME_WORDS[ending]}${shares}`;
    return [{ model, ending, title, since: outcome.converged[query] ?? -1 }];
  });
}
