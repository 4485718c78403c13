import type { DescentReport } from '#shared/api';
import type { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { ModelName } from '#shared/setup';
import { MODEL_IN_SENTENCE } from '#shared/setup';
import { letterOf } from '../domain/run/display-names';
import type { Problem } from '../domain/problem';
import type { Settings } from '../domain/settings/settings';

/** Returns the problem of a failed call, to be shown at `place`. */
export function problemOf(id: string, place: Problem['place'], error: EngineError): Problem {
  return { id, place, severity: 'bad', ...titleAndText(error.message, error.next) };
}

/** Splits "What happened: why. What next." into a title and a text. */
function titleAndText(sentence: string, next: string): Pick<Problem, 'title' | 'text'> {
  const [title = '', ...rest] = sentence.split(': ');
  const why = rest.join(': ');
  // capitalises a word, but not the name of a file
  const begun = why.replace(/^[a-z](?=[a-z]*[ ,])/, (letter) => letter.toUpperCase());
  const text = [begun, next].filter(Boolean).join(' ');
  return { title: why ? `${title}.` : title, text };
}

/** Ids of notices that are shown as problems. All others are shown elsewhere. */
const MODEL_NOTICES = ['positive-map-out-of-range', 'structured-below-128', 'unchanged-queries'];

/** Returns the problem that a notice of the engine reports, or undefined if it is shown elsewhere. */
export function noticeProblem(notice: Notice): Problem | undefined {
  const { id, summary, tip = '' } = notice;
  if (MODEL_NOTICES.includes(id))
    return { id, place: 'bar', severity: 'caution', ...titleAndText(summary, tip) };
  return divergedProblem(notice);
}

/** Returns the problem of a diverged query from a notice `diverged/<model>/<query>`, or undefined for other notices. */
function divergedProblem({ id, summary, tip }: Notice): Problem | undefined {
  const [, model, query] = /^diverged\/(mrdam|drdam)\/(\d+)$/.exec(id) ?? [];
  if (model === undefined || query === undefined) return undefined;
  const step = /step (\d+)/.exec(summary)?.[1] ?? '';
  return {
    id,
    place: 'card',
    query: Number(query),
    severity: 'bad',
    title: `Query ${letterOf(Number(query))} diverged`,
    text: `At step ${step} its slope in ${MODEL_IN_SENTENCE[model as ModelName]} was too large for a step, so it was stopped; the other queries continue. ${tip ?? ''}`,
  };
}

/** Returns a problem for each query that does not move because its signal is under the clip. */
export function frozenProblems({ models }: DescentReport): Problem[] {
  return Object.entries(models).flatMap(([model, { clipped }]) =>
    clipped.flatMap((isClipped, query) =>
      isClipped
        ? [
            {
              id: `frozen/${model}/${String(query)}`,
              place: 'card' as const,
              query,
              severity: 'caution' as const,
              title: `Query ${letterOf(query)} is frozen, not recalled`,
              text: `Its signal in ${MODEL_IN_SENTENCE[model as ModelName]} is below the clip, so its slope is zero. Keep more pixels, lower β, or use more features.`,
            },
          ]
        : [],
    ),
  );
}

/** Returns true if the engine or its device failed, so the run can be resumed. */
export function isOutage({ code }: EngineError): boolean {
  return code === 'engine-stopped' || code === 'device-failed';
}

/** Returns the problem of an engine that stopped, or whose device failed, during a run. */
export function outageProblem(
  error: EngineError,
  step: number,
  resume: (device?: Settings['device']) => void,
): Problem {
  const kept = 'The steps so far are kept, and no setting was lost.';
  const isOfDevice = error.code === 'device-failed';
  return {
    id: 'outage',
    place: 'bar',
    severity: 'caution',
    title: `${isOfDevice ? 'The graphics device failed' : 'The engine stopped'} at step ${String(step)}.`,
    text: isOfDevice ? titleAndText(error.message, kept).text : kept,
    action: {
      label: isOfDevice ? 'Continue on the CPU' : 'Continue the run',
      run: () => {
        resume(isOfDevice ? 'cpu' : undefined);
      },
    },
  };
}
