/** The functions that the page offers to the test as `harness`. */
export interface ExperimentsHarness {
  /** The calls of `experiment`: the seed, and the cells that were already done. */
  readonly calls: readonly { readonly seed: number; readonly done: readonly string[] }[];
  /** The saved files: the name of each, followed for an archive by those of its contents. */
  readonly saved: readonly (readonly string[])[];
  /** Lets the engine finish this many more cells. */
  finish(cells: number): void;
  /** Changes the stamp of later plans, as if the sampled data had changed. */
  changeData(): void;
  /** Ends the engine at once. */
  crash(): void;
  /**
   * Stores a cell with `bytes` of pixels for each run, reading the first run's cells again before the last is stored.
   * Resolves with the runs that remain.
   */
  fill(runs: readonly string[], bytes: number, budgetBytes: number): Promise<readonly string[]>;
}
