import { nearestRow } from '#shared/distances';
import { csvText } from '#shared/files/csv';
import type { Recording } from '#shared/recording';
import { factsComments, type RunFact } from '#shared/run-facts';
import { MODEL_TITLE, type ModelName } from '#shared/setup';
import { YieldTimer } from '../../cooperative-yield';
import { letterOf, memoryName } from '../../domain/run/display-names';
import type { Moment, PreparedStates } from '../../domain/run/moment';
import { distancesOf, type StepRange } from './distances';
import { QUANTITIES, type Quantity } from './quantity';
import { seriesOf } from './series';

/** The selected query's values as a table, for screen readers and the clipboard. */
export interface NumberTable {
  readonly head: readonly string[];
  /** The step, then the columns of `head`; NaN where unknown. */
  readonly rows: readonly (readonly number[])[];
}

const TABLE_QUANTITIES: readonly Quantity[] = [
  'energy',
  'slope',
  'distance',
  'energy-difference',
  'slope-difference',
  'model-distance',
];

export function numberTable(moment: Moment, steps: readonly number[]): NumberTable {
  const columns = TABLE_QUANTITIES.flatMap((quantity) =>
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

/** At most so many steps of a range, evenly spaced, including its ends. */
export function sampledSteps([first, last]: StepRange, most: number): number[] {
  const count = Math.min(most, last - first + 1);
  return Array.from({ length: count }, (_, i) =>
    Math.round(first + (i * (last - first)) / Math.max(1, count - 1)),
  );
}

/** A table as a spreadsheet pastes it; unknown cells are empty. */
export function toTsv({ head, rows }: NumberTable): string {
  return [head.join('\t'), ...rows.map((row) => row.map(numberCell).join('\t')), ''].join('\n');
}

/** The CSV file of a plot: the run's parameters as comments, a row for each step, a column for each line. Unknown cells are empty. */
export function plotCsv(quantity: Quantity, moment: Moment, facts: readonly RunFact[]): string {
  const { prepared, recording } = moment;
  const steps = recording?.shape.steps ?? 0;
  const series = seriesOf(quantity, moment).sort((a, b) => a.query - b.query);
  const header = series.map(({ model, query, memory }) => {
    const item = memory === null ? undefined : prepared.items[memory];
    const parts = [model, QUANTITIES[quantity].column, letterOf(query), item && memoryName(item)];
    return csvText(parts.filter(Boolean).join('_'));
  });
  const rows = Array.from({ length: steps + 1 }, (_, step) =>
    [step, ...series.map(({ at }) => numberCell(at(step)))].join(),
  );
  const comments = [
    ...factsComments(facts),
    `# ${QUANTITIES[quantity].column}: ${QUANTITIES[quantity].figureAxis}`,
  ];
  return [...comments, ['step', ...header].join(), ...rows, ''].join('\n');
}

const RUN_HEADER = [
  '# units: energy in pixel², slope and distances in RMS pixel',
  'step,query,model,energy,slope,distance_to_target,nearest_memory,nearest_distance',
];
/** Distances are read in slices of this length, so that the window stays responsive. */
const SLICE_MS = 12;

/** The CSV file of a run: its parameters as comments, and a row for each step, query and model. Cells that are unknown or were not kept are empty. */
export async function runCsv(
  prepared: PreparedStates,
  recording: Recording,
  facts: readonly RunFact[],
  onprogress: (step: number) => void,
): Promise<Blob> {
  const { models, numQueries } = recording.shape;
  const distances = distancesOf(prepared, recording);
  while (!distances.advance(SLICE_MS)) await new Promise<void>((resolve) => setTimeout(resolve));
  const reached = Math.min(...models.map((model) => recording.reached(model)));
  const nearest = nearestCells(prepared, recording);
  const parts = [`${[...factsComments(facts), ...RUN_HEADER].join('\n')}\n`];
  const yieldTimer = new YieldTimer();
  for (let step = 0; step <= reached; step++) {
    let rows = '';
    for (let query = 0; query < numQueries; query++) {
      for (const model of models) {
        if (await yieldTimer.yieldIfDue()) onprogress(step);
        const values = [recording.energies(model), recording.gradientNorms(model), distances.toTarget(model)];
        const numbers = values.map((table) => numberCell(table[step * numQueries + query] ?? NaN));
        rows += `${[step, letterOf(query), model, ...numbers, ...nearest(model, query, step)].join()}\n`;
      }
    }
    parts.push(rows);
  }
  return new Blob(parts, { type: 'text/csv' });
}

/**
 * The cells of the memory nearest to a kept state and of its distance. The search begins with the memory that was
 * nearest at the step before, because a small first distance rules out most others after a few pixels.
 */
function nearestCells({ dim, memories, items }: PreparedStates, recording: Recording) {
  const lastNearest = new Map<string, number>();
  return (model: ModelName, query: number, step: number): readonly [name: string, distance: string] => {
    const state = recording
      .states(model)
      .get(step)
      ?.subarray(query * dim, (query + 1) * dim);
    if (!state) return ['', ''];
    const key = `${model}/${String(query)}`;
    const last = lastNearest.get(key) ?? 0;
    const guess = nearestRow(memories, state, undefined, last, Math.min(last + 1, items.length));
    const { index, square } = nearestRow(memories, state, guess);
    const item = items[index];
    if (!item) return ['', ''];
    lastNearest.set(key, index);
    return [csvText(memoryName(item)), String(Math.sqrt(square))];
  };
}

function numberCell(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}
