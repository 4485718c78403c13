import type { CellResult, ExperimentSpec, Row } from '#shared/experiments';
import type { Runtime } from '../graphs/runtime';
import type { CallContext } from '#shared/rpc/server';
import type { EngineContext } from '../engine-context';

/** What an experiment works with. */
export interface ExperimentContext {
  readonly engine: EngineContext;
  readonly runtime: Runtime;
  readonly spec: ExperimentSpec;
  readonly call: CallContext;
}

/** A part of an experiment that is computed and kept by itself. */
export interface Cell {
  readonly key: string;
  /** Arithmetic, for estimates of time (work.ts). */
  readonly work: number;
  run(): Promise<Omit<CellResult, 'cell'>>;
}

export interface Plan {
  /** Which data is used, in words. */
  readonly data: string;
  /** Names what was drawn (stamp.ts); left out where the data are generated, which the specification names. */
  readonly stamp?: string;
  readonly cells: readonly Cell[];
}

export interface Experiment {
  /** Column -> what it is, with its unit. Rows hold these and no others. */
  readonly columns: Readonly<Record<string, string>>;
  plan(context: ExperimentContext): Promise<Plan>;
}

/** A cell that measures rows alone. */
export function rowsCell(key: string, work: number, measure: () => Promise<Row[]>): Cell {
  return { key, work, run: async () => ({ rows: await measure(), pictures: [] }) };
}

/** Every combination of the values, the first changing slowest: {D: [1, 2], beta: [3]} -> [{D: 1, beta: 3}, …]. */
export function combinations<T extends Readonly<Record<string, readonly unknown[]>>>(
  values: T,
): { [Name in keyof T]: T[Name][number] }[] {
  return Object.entries(values).reduce<Record<string, unknown>[]>(
    (combined, [name, choices]) =>
      combined.flatMap((before) => choices.map((choice) => ({ ...before, [name]: choice }))),
    [{}],
  ) as { [Name in keyof T]: T[Name][number] }[];
}
