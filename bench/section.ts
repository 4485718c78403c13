import type { Row } from './rows';

export interface BenchOptions {
  /** Fewer rounds and smaller ranges. */
  readonly quick: boolean;
  /** Of all random numbers. */
  readonly seed: number;
  /** How long the soak lasts. */
  readonly minutes: number;
}

/** A group of measurements; its rows are printed together. */
export type Section = (options: BenchOptions) => Promise<Row[]>;
