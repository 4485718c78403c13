import { memoryName } from '../../domain/run/display-names';
import type { Moment } from '../../domain/run/moment';
import type { Quantity } from './quantity';
import type { Series } from './series';

/** A table of one quantity: a row for each step, a column for each line that is drawn; empty where not known. */
export function toCsv(
  series: readonly Series[],
  quantity: Quantity,
  { prepared, recording }: Moment,
  letter: (query: number) => string,
): string {
  const steps = recording?.shape.steps ?? 0;
  const inOrder = [...series].sort((a, b) => a.query - b.query);
  const header = inOrder.map(({ model, query, memory }) => {
    const item = memory === null ? undefined : prepared.items[memory];
    const parts = [model, quantity.replaceAll('-', '_'), letter(query), item && memoryName(item)];
    return csvCell(parts.filter(Boolean).join('_'));
  });
  const rows = Array.from({ length: steps + 1 }, (_, step) =>
    [step, ...inOrder.map(({ at }) => numberCell(at(step)))].join(),
  );
  return [['step', ...header].join(), ...rows, ''].join('\n');
}

export function numberCell(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}

export function csvCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
