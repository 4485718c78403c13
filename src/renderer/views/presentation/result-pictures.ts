import { euclideanDistance } from '#shared/distances';
import type { ModelName } from '#shared/setup';
import { MODEL_TITLE } from '#shared/setup';
import { letterOf } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import { targetOf } from '../timeline-panel/query-target';
import { fixedText } from '../timeline-panel/reconstruction';

/** A picture of a presentation with its two lines of text. */
export interface ResultPicture {
  readonly title: string;
  readonly note: string;
  /** The model whose state it is. */
  readonly model?: ModelName;
  /** [dim]; undefined before the first state of a run. */
  readonly state: Float32Array | undefined;
}

/** Returns the selected query, its state in each model at the step, and the memory that it was made from. */
export function resultPictures(moment: Moment): ResultPicture[] {
  const { prepared, recording, query, step } = moment;
  const { dim, queries, clamped } = prepared;
  const row = [query * dim, (query + 1) * dim] as const;
  const target = targetOf(moment, query);
  const states = (recording?.shape.models ?? []).map((model): ResultPicture => {
    const state = recording?.stateAt(model, query, step)?.state;
    const note = state && target ? `error ${euclideanDistance(state, target.state).toFixed(3)}` : '';
    return { title: MODEL_TITLE[model], note, model, state };
  });
  const start = { title: `Query ${letterOf(query)}`, note: fixedText(clamped.subarray(...row)), state: queries.subarray(...row) }; // prettier-ignore
  if (!target) return [start, ...states];
  const end = { title: target.isOrigin ? 'Target' : 'Nearest', note: target.name, state: target.state };
  return [start, ...states, end];
}
