import { MODEL_TITLE, type ModelName } from '#shared/setup';
import { letterOf, memoryName } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import type { RunEvent } from '../../domain/run/session-state';
import { distancesOf, type StepRange } from './distances';
import { MODELS } from './plot-style';
import { QUANTITIES, type Quantity } from './quantity';
import { readoutAt, seriesOf } from './series';

/** What happened at a step to the run, or to the selected query. */
export interface TimelineEvent {
  readonly step: number;
  readonly kind: RunEvent['kind'] | 'arrival' | 'difference';
  /** The model that arrives. */
  readonly model?: ModelName;
  /** As part of a sentence: "MrDAM arrives at cat 0050". */
  readonly name: string;
  /** Two words, for narrow places. */
  readonly short: string;
}

/** All events of a run and of its selected query, by step. */
export function timelineEventsOf(
  { prepared, recording, query }: Pick<Moment, 'prepared' | 'recording' | 'query'>,
  runEvents: readonly RunEvent[],
): TimelineEvent[] {
  const all: TimelineEvent[] = runEvents.map(({ step, kind, text }) => ({
    step,
    kind,
    name: text,
    short: text,
  }));
  if (recording) {
    const distances = distancesOf(prepared, recording);
    for (const model of MODELS) {
      const arrival = distances.arrival(model, query);
      const item = arrival && prepared.items[arrival.memory];
      if (!arrival || !item) continue;
      const short = `${MODEL_TITLE[model]} arrives`;
      all.push({
        step: arrival.step,
        kind: 'arrival',
        model,
        name: `${short} at ${memoryName(item)}`,
        short,
      });
    }
    for (const [first, last] of distances.differingRanges(query)) {
      all.push({ step: first, kind: 'difference', name: 'the models diverge', short: 'models diverge' });
      if (last < distances.lastRead('both'))
        all.push({ step: last, kind: 'difference', name: 'the models agree again', short: 'models agree' });
    }
  }
  return all.sort((a, b) => a.step - b.step);
}

/** The nearest event before (-1) or after (1) a step. */
export function nextEvent(
  events: readonly TimelineEvent[],
  step: number,
  side: -1 | 1,
): TimelineEvent | undefined {
  return side > 0 ? events.find((one) => one.step > step) : events.findLast((one) => one.step < step);
}

/** All events of a step, in words. */
export function eventTextAt(events: readonly TimelineEvent[], step: number, words: 'name' | 'short'): string {
  return events
    .filter((one) => one.step === step)
    .map((one) => one[words])
    .join(', ');
}

/** "models differ from step 24 to 86" */
function differingText(ranges: readonly StepRange[]): string {
  const parts = ranges.map(([first, last]) => `from step ${String(first)} to ${String(last)}`);
  return parts.length > 0 ? `models differ ${parts.join(', ')}` : '';
}

/** The text alternative of a plot: the selected query's values at the current step, and its events. */
export function describePlot(moment: Moment, quantity: Quantity, events: readonly TimelineEvent[]): string {
  const { prepared, recording, query, step } = moment;
  const values = readoutAt(seriesOf(quantity, moment), query, step).map(({ model, memory, at }) => {
    const item = memory === null ? undefined : prepared.items[memory];
    const words = [model && MODEL_TITLE[model], at(step).toPrecision(3), item && `to ${memoryName(item)}`];
    return words.filter(Boolean).join(' ');
  });
  const differing = recording ? differingText(distancesOf(prepared, recording).differingRanges(query)) : '';
  const { name } = QUANTITIES[quantity];
  const now = `${name} of query ${letterOf(query)} at step ${String(step)}: ${values.join(', ')}`;
  const others = events
    .filter(({ kind }) => kind !== 'difference')
    .map((one) => `${one.name} at step ${String(one.step)}`);
  return [now, differing, ...others].filter(Boolean).join('; ');
}
