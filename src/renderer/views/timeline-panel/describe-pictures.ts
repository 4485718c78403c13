import { distanceBetween } from '#shared/distances';
import { MODEL_TITLE } from '#shared/setup';
import { letterOf } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import type { PictureName } from './picture-cells';
import { targetOf } from './query-target';

const TITLES: Readonly<Record<PictureName, string>> = {
  query: 'Query',
  mrdam: MODEL_TITLE.mrdam,
  drdam: MODEL_TITLE.drdam,
  target: 'Target',
  held: 'Held pixels',
  'mrdam-error': `${MODEL_TITLE.mrdam}, error of each pixel`,
  'drdam-error': `${MODEL_TITLE.drdam}, error of each pixel`,
  apart: `Difference between ${MODEL_TITLE.mrdam} and ${MODEL_TITLE.drdam} in each pixel`,
};

export function pictureTitle(name: PictureName): string {
  return `${TITLES[name]}: save the picture`;
}

/** What a picture shows, for those who do not see it: whose, and how far it is from what. */
export function describePicture(name: PictureName, moment: Moment): string {
  const { recording, query, step } = moment;
  const stateOf = (model: 'mrdam' | 'drdam') =>
    recording?.shape.models.includes(model) ? recording.stateAt(model, query, step)?.state : undefined;
  const target = targetOf(moment, query);
  const distance = (some?: Float32Array, other?: Float32Array) =>
    some && other ? distanceBetween(some, other).toFixed(3) : 'not known';
  const now = `at step ${String(step)}`;
  switch (name) {
    case 'query':
      return `Picture of query ${letterOf(query)}`;
    case 'held':
      return TITLES.held;
    case 'target':
      return [target?.isOrigin === false ? 'Nearest memory' : 'Target', target?.name].filter(Boolean).join(', '); // prettier-ignore
    case 'mrdam':
    case 'drdam':
      return `${TITLES[name]} ${now}, error ${distance(stateOf(name), target?.state)}`;
    case 'mrdam-error':
    case 'drdam-error':
      return `${TITLES[name]} ${now}`;
    case 'apart':
      return `${TITLES.apart} ${now}, ${distance(stateOf('mrdam'), stateOf('drdam'))}`;
  }
}
