import { formatCount } from '#shared/units';

/** A bound that a value shall keep. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** One measured number. */
export interface Row {
  readonly name: string;
  /** Null where it could not be measured; the note says why. */
  readonly value: number | null;
  readonly unit: string;
  readonly target?: Target;
  /** Whether the value keeps its target. */
  readonly met?: boolean;
  readonly note?: string;
}

export function row(
  name: string,
  value: number | null,
  unit: string,
  more: Pick<Row, 'target' | 'note'> = {},
): Row {
  const { target } = more;
  if (!target || value === null) return { name, value, unit, ...more };
  const met = 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
  return { name, value, unit, ...more, met };
}

const LINE_WIDTH = 100;
const NAME_WIDTH = 56;
const VALUE_WIDTH = 9;
const UNIT_WIDTH = 9;
const TARGET_WIDTH = 10;

/** Rows as aligned lines. A note stands where the target would, or below its row where it does not fit. */
export function tableOf(rows: readonly Row[]): string {
  return rows.flatMap(linesOf).join('\n');
}

function linesOf({ name, value, unit, target, met, note }: Row): string[] {
  const number = value === null ? '–' : formatValue(value);
  const verdict = met === undefined ? '' : met ? 'met' : 'not met';
  const cells = [name.padEnd(NAME_WIDTH), number.padStart(VALUE_WIDTH), unit.padEnd(UNIT_WIDTH)];
  const line = `  ${cells.join(' ')}`;
  if (target) cells.push(boundOf(target).padEnd(TARGET_WIDTH), verdict);
  if (note === undefined || (!target && line.length + note.length < LINE_WIDTH)) {
    return [`  ${[...cells, note ?? ''].join(' ')}`.trimEnd()];
  }
  return [`  ${cells.join(' ')}`.trimEnd(), `      ${note}`];
}

function boundOf(target: Target): string {
  return 'atMost' in target ? `<= ${formatValue(target.atMost)}` : `>= ${formatValue(target.atLeast)}`;
}

/** Three digits that count: "0.0123", "4.20", "189", "180 000", "3.12e-7". */
export function formatValue(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 999.5) return formatCount(Math.round(value));
  if (size < 1e-3) return value.toExponential(2).replace(/\.?0+e/, 'e');
  return value.toPrecision(3);
}
