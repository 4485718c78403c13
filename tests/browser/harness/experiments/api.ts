/** What tests do with the page of harness/experiments, as `harness`. */
export interface ExperimentsHarness {
  /** What the engine was asked to leave out, call by call. */
  readonly asked: readonly { readonly seed: number; readonly done: readonly string[] }[];
  /** What was saved: its name, and in an archive those of its files. */
  readonly saved: readonly (readonly string[])[];
  /** Lets the engine finish so many cells. */
  finish(cells: number): void;
  /** Gives what is planned from now on another stamp: other data are drawn. */
  redraw(): void;
  /** Ends the engine in whatever it does. */
  crash(): void;
  /**
   * Keeps a cell of each of these runs in turn, with `bytes` of pixels, looks at the first again and keeps one more.
   * Gives the runs that are left.
   */
  fill(runs: readonly string[], bytes: number, budgetBytes: number): Promise<readonly string[]>;
}
