import { MODEL_TITLE } from '#shared/setup';
import { memoryName } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import { distancesOf, type Span } from './distances';
import { MODELS } from './plot-style';
import type { RunEvent } from '../../domain/run/session-state';

/** Something that happened to the selected query, or to the run, at a step. */
export interface Happening {
  readonly step: number;
  /** In a sentence: "MrDAM arrives at cat 0050". */
  readonly name: string;
  /** Where there is room for two words. */
  readonly short: string;
}

/** All that is marked on the timeline, by step. */
export function happeningsOf(
  { prepared, recording, query }: Pick<Moment, 'prepared' | 'recording' | 'query'>,
  ticks: readonly RunEvent[],
): Happening[] {
  const all: Happening[] = ticks.map(({ step, text }) => ({ step, name: text, short: text }));
  if (recording) {
    const distances = distancesOf(prepared, recording);
    for (const model of MODELS) {
      const arrival = distances.arrival(model, query);
      const item = arrival && prepared.items[arrival.memory];
      if (!arrival || !item) continue;
      const short = `${MODEL_TITLE[model]} arrives`;
      all.push({ step: arrival.step, name: `${short} at ${memoryName(item)}`, short });
    }
    for (const [first, last] of distances.apartSpans(query)) {
      all.push({ step: first, name: 'the models part', short: 'models part' });
      if (last < distances.read('both'))
        all.push({ step: last, name: 'the models meet again', short: 'models meet' });
    }
  }
  return all.sort((a, b) => a.step - b.step);
}

/** The next of them on a side of a step. */
export function nextHappening(all: readonly Happening[], step: number, side: -1 | 1): Happening | undefined {
  return side > 0 ? all.find((one) => one.step > step) : all.findLast((one) => one.step < step);
}

/** All of them that are at a step, in words. */
export function happeningAt(all: readonly Happening[], step: number, words: 'name' | 'short'): string {
  return all.filter((one) => one.step === step).map((one) => one[words]).join(', '); // prettier-ignore
}

/** "models apart from step 24 to 86" */
export function apartText(spans: readonly Span[]): string {
  const stretches = spans.map(([first, last]) => `from step ${String(first)} to ${String(last)}`);
  return stretches.length > 0 ? `models apart ${stretches.join(', ')}` : '';
}
