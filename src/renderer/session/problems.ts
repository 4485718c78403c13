import type { DescentReport } from '#shared/api';
import type { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { ModelName } from '#shared/setup';
import { MODEL_TITLE } from '#shared/setup';
import { letterOf } from '../domain/run/display-names';
import type { Problem } from '../domain/problem';
import type { Settings } from '../domain/settings/settings';

/** A failed call where `place` is. */
export function problemOf(id: string, place: Problem['place'], error: EngineError): Problem {
  return { id, place, severity: 'bad', ...inTwo(error.message, error.next) };
}

/** "What happened: why. What next.": the first part is enough for a title. */
function inTwo(sentence: string, next: string): Pick<Problem, 'title' | 'text'> {
  const [title = '', ...rest] = sentence.split(': ');
  const why = rest.join(': ');
  // a word, not the name of a file
  const begun = why.replace(/^[a-z](?=[a-z]*[ ,])/, (letter) => letter.toUpperCase());
  const text = [begun, next].filter(Boolean).join(' ');
  return { title: why ? `${title}.` : title, text };
}

/** Notices of a model that computes something else than is hoped for. The others have places of their own. */
const OF_THE_MODEL = ['positive-map-out-of-range', 'structured-below-128'];

/** What a person should know of the engine's notices; undefined where they see it elsewhere. */
export function noticeProblem(notice: Notice): Problem | undefined {
  const { id, summary, tip = '' } = notice;
  if (OF_THE_MODEL.includes(id)) return { id, place: 'bar', severity: 'caution', ...inTwo(summary, tip) };
  return divergedProblem(notice);
}

/** A query that diverged, from the engine's notice `diverged/<model>/<query>`; undefined for other notices. */
function divergedProblem({ id, summary, tip }: Notice): Problem | undefined {
  const [, model, query] = /^diverged\/(mrdam|drdam)\/(\d+)$/.exec(id) ?? [];
  if (model === undefined || query === undefined) return undefined;
  const step = /step (\d+)/.exec(summary)?.[1] ?? '';
  return {
    id,
    place: 'card',
    severity: 'bad',
    title: `Query ${letterOf(Number(query))} diverged`,
    text: `At step ${step} the slope of ${MODEL_TITLE[model as ModelName]} was too steep to follow, and the query was stopped. The others go on. ${tip ?? ''}`,
  };
}

/** Queries that stand still because their signal is under the clip. */
export function frozenProblems({ models }: DescentReport): Problem[] {
  return Object.entries(models).flatMap(([model, { clipped }]) =>
    clipped.flatMap((isClipped, query) =>
      isClipped
        ? [
            {
              id: `frozen/${model}/${String(query)}`,
              place: 'card' as const,
              severity: 'caution' as const,
              title: `Query ${letterOf(query)} is frozen, not recalled`,
              text: `Its signal in ${MODEL_TITLE[model as ModelName]} is under the clip, so its slope is zero. Keep more pixels, lower β, or use more features.`,
            },
          ]
        : [],
    ),
  );
}

/** Whether a run that ended so can go on: what it was computed by is gone, and not what it is about. */
export function isOutage({ code }: EngineError): boolean {
  return code === 'engine-stopped' || code === 'device-failed';
}

/** The engine's process ended by itself, or its device failed, while a run was under way. */
export function outageProblem(
  error: EngineError,
  step: number,
  goOn: (device?: Settings['device']) => void,
): Problem {
  const kept = 'What was recorded is kept, and no setting was lost.';
  const isOfDevice = error.code === 'device-failed';
  return {
    id: 'outage',
    place: 'bar',
    severity: 'caution',
    title: `${isOfDevice ? 'The graphics device failed' : 'The engine stopped'} at step ${String(step)}.`,
    text: isOfDevice ? inTwo(error.message, kept).text : kept,
    action: {
      label: isOfDevice ? 'Go on, on the CPU' : 'Go on from there',
      run: () => {
        goOn(isOfDevice ? 'cpu' : undefined);
      },
    },
  };
}
