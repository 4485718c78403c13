import { MODEL_TITLE } from '#shared/setup';
import type { Moment } from '../../domain/run/moment';
import type { Span } from './distances';
import { QUANTITIES, type Quantity } from './quantity';
import { seriesOf } from './series';

/** The selected query's numbers, in words and cells: what a plot is for those who do not see it. */
export interface Numbers {
  readonly head: readonly string[];
  /** The step, then as `head` says; NaN where not known. */
  readonly rows: readonly (readonly number[])[];
}

const SHOWN: readonly Quantity[] = [
  'energy',
  'slope',
  'distance',
  'energy-difference',
  'slope-difference',
  'apart',
];

export function numbersOf(moment: Moment, steps: readonly number[]): Numbers {
  const columns = SHOWN.flatMap((quantity) =>
    seriesOf(quantity, moment)
      .filter(({ isMain }) => isMain)
      .reverse()
      .map(({ model, at }) => {
        const { name } = QUANTITIES[quantity];
        return { name: model ? `${name}, ${MODEL_TITLE[model]}` : name, at };
      }),
  );
  return {
    head: ['Step', ...columns.map(({ name }) => name)],
    rows: steps.map((step) => [step, ...columns.map(({ at }) => at(step))]),
  };
}

/** About so many steps of a span, evenly, its ends among them. */
export function stepsOf([first, last]: Span, most: number): number[] {
  const count = Math.min(most, last - first + 1);
  return Array.from({ length: count }, (_, i) => Math.round(first + (i * (last - first)) / Math.max(1, count - 1))); // prettier-ignore
}

/** For a spreadsheet's clipboard: empty where not known. */
export function toTsv({ head, rows }: Numbers): string {
  const cell = (value: number) => (Number.isNaN(value) ? '' : String(value));
  return [head.join('\t'), ...rows.map((row) => row.map(cell).join('\t')), ''].join('\n');
}
