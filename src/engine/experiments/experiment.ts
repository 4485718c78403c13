import { createHash } from 'node:crypto';
import type { CellResult, ExperimentSpec, Row } from '#shared/experiments';
import type { CallContext } from '#shared/rpc/server';
import type { EngineContext } from '../engine-context';
import type { Runtime } from '../graphs/runtime';

/** What an experiment computes with, and what it was asked for. */
export interface ExperimentContext {
  readonly engine: EngineContext;
  readonly runtime: Runtime;
  readonly spec: ExperimentSpec;
  readonly call: CallContext;
}

/** A part of an experiment that is computed and stored by itself. */
export interface Cell {
  readonly key: string;
  /** How many multiply-adds the cell takes (operations.ts), from which its time is estimated. */
  readonly operations: number;
  run(): Promise<Omit<CellResult, 'cell'>>;
}

/** The cells of an experiment, over data that are drawn once. */
export interface Plan {
  /** Names the data, in words. */
  readonly data: string;
  /** Identifies what was drawn (`stampOf`); absent where data are generated, which the specification determines. */
  readonly stamp?: string;
  readonly cells: readonly Cell[];
}

/** One of the experiments: the columns of its table, and the cells that fill it. */
export interface Experiment {
  /** Describes each column, with its unit. Rows have exactly these columns. */
  readonly columns: Readonly<Record<string, string>>;
  /** Draws the data and lists the cells, without running any. */
  plan(context: ExperimentContext): Promise<Plan>;
}

/** Returns a cell that measures rows and makes no pictures. */
export function rowsCell(key: string, operations: number, measure: () => Promise<Row[]>): Cell {
  return { key, operations, run: async () => ({ rows: await measure(), pictures: [] }) };
}

/**
 * Returns every combination of the values, the first changing slowest:
 * {D: [1, 2], beta: [3]} -> [{D: 1, beta: 3}, {D: 2, beta: 3}].
 */
export function combinations<T extends Readonly<Record<string, readonly unknown[]>>>(
  values: T,
): { [Name in keyof T]: T[Name][number] }[] {
  // the compiler does not follow a record that is built name by name: after the last name it has all of them
  return Object.entries(values).reduce<Record<string, unknown>[]>(
    (combined, [name, choices]) =>
      combined.flatMap((before) => choices.map((choice) => ({ ...before, [name]: choice }))),
    [{}],
  ) as { [Name in keyof T]: T[Name][number] }[];
}

/** Digits of a hash that are kept: enough that two draws do not share them by chance. */
const STAMP_DIGITS = 16;

/**
 * Returns a hash of what was drawn, its numbers and its names: another draw has another stamp. Cost: one pass over the
 * numbers.
 */
export function stampOf(numbers: readonly Float32Array[], names: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([numbers.map(({ length }) => length), names]));
  for (const { buffer, byteOffset, byteLength } of numbers) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex').slice(0, STAMP_DIGITS);
}
