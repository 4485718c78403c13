import { niceStep } from '#shared/ticks';
import type { ModelName } from '#shared/setup';
import type { Moment } from '../view-model';
import { partsOf } from './heading';
import { MODEL_TITLE } from '#shared/setup';
import { letterOf } from '../names';
import { readingOf } from './readings';

/** What the stage shows, in a sentence or two, for those who do not see it. */
export function describe(moment: Moment, models: readonly ModelName[]): string {
  if (models.length === 0) return 'No landscape yet.';
  const names = models.map((model) => MODEL_TITLE[model]).join(' and ');
  const landscapes = `Energy landscape${models.length > 1 ? 's' : ''} of ${names}.`;
  if (!moment.recording) return landscapes;
  const readings = models.map((model) => {
    const parts = partsOf(readingOf(moment, model), niceStep(Math.abs(moment.energyCut) / 30 || 1e-3));
    return `${MODEL_TITLE[model]}: ${parts.map(({ name, value }) => `${name} ${value}`).join(', ')}.`;
  });
  return `${landscapes} Query ${letterOf(moment.query)} at step ${String(moment.step)}. ${readings.join(' ')}`;
}
