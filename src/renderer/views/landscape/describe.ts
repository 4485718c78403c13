import { niceStep } from '#shared/ticks';
import type { ModelName } from '#shared/setup';
import type { Arrangement } from '../view-options';
import type { Moment } from '../../domain/run/moment';
import { effectiveArrangement } from './arrangements/arranged-surfaces';
import { partsOf } from './heading';
import { MODEL_TITLE } from '#shared/setup';
import { letterOf } from '../../domain/run/display-names';
import { readingOf } from './readings';

const SEEN: Readonly<Record<Arrangement, (names: string) => string>> = {
  side: (names) => `of ${names}`,
  overlay: (names) => `of ${names}, one over the other`,
  difference: (names) => `of ${names}: what they differ by`,
  map: (names) => `of ${names} as maps with iso-lines`,
};

/** What the stage shows, in a sentence or two, for those who do not see it. */
export function describe(moment: Moment, models: readonly ModelName[], arrangement: Arrangement): string {
  if (models.length === 0) return 'No landscape yet.';
  const names = models.map((model) => MODEL_TITLE[model]).join(' and ');
  const shown = SEEN[effectiveArrangement(arrangement, models)](names);
  const landscapes = `Energy landscape${models.length > 1 ? 's' : ''} ${shown}.`;
  if (!moment.recording) return landscapes;
  const readings = models.map((model) => {
    const parts = partsOf(readingOf(moment, model), niceStep(Math.abs(moment.energyCut) / 30 || 1e-3));
    return `${MODEL_TITLE[model]}: ${parts.map(({ name, value }) => `${name} ${value}`).join(', ')}.`;
  });
  return `${landscapes} Query ${letterOf(moment.query)} at step ${String(moment.step)}. ${readings.join(' ')}`;
}
