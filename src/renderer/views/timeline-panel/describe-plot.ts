import { MODEL_TITLE } from '#shared/setup';
import { letterOf, memoryName } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import { distancesOf } from './distances';
import { apartText, type Happening } from './timeline-events';
import { QUANTITIES, type Quantity } from './quantity';
import { saidAt, seriesOf } from './series';

/** What a plot shows of the selected query at its step, and what happened on the way, in a sentence. */
export function describePlot(moment: Moment, quantity: Quantity, happenings: readonly Happening[]): string {
  const { prepared, recording, query, step } = moment;
  const numbers = saidAt(seriesOf(quantity, moment), query, step).map(({ model, memory, at }) => {
    const item = memory === null ? undefined : prepared.items[memory];
    const words = [model && MODEL_TITLE[model], at(step).toPrecision(3), item && `to ${memoryName(item)}`];
    return words.filter(Boolean).join(' ');
  });
  const apart = recording ? apartText(distancesOf(prepared, recording).apartSpans(query)) : '';
  const { name } = QUANTITIES[quantity];
  const now = `${name} of query ${letterOf(query)} at step ${String(step)}: ${numbers.join(', ')}`;
  const happened = happenings
    .filter(({ name: words }) => !words.startsWith('the models'))
    .map((one) => `${one.name} at step ${String(one.step)}`);
  return [now, apart, ...happened].filter(Boolean).join('; ');
}
