import { MODEL_IN_SENTENCE } from '#shared/setup';
import type { StatePick } from '../../domain/settings/plane-choice';
import { letterOf, memoryName } from '../../domain/run/display-names';
import type { PreparedStates } from '../../domain/run/moment';

/** The name of a picked state: "cat 0050", "query a at step 40 in DrDAM". */
export function pickName(pick: StatePick, { items }: PreparedStates): string {
  if (pick.kind === 'memory') {
    const item = items.find(({ name }) => name === pick.name);
    return item ? memoryName(item) : pick.name;
  }
  const { query, at, model } = pick;
  const letter = `query ${letterOf(query)}`;
  if (at === 'start') return `${letter} at its start`;
  return `${letter} at ${at === 'end' ? 'its end' : `step ${String(at)}`} in ${MODEL_IN_SENTENCE[model]}`;
}
