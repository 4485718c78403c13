/** What the page gives the test; free of the browser's types, so that both sides can read it. */
export interface LongRunHarness {
  /** Whether the landscapes are there, and what follows from the states is read. */
  isDrawn(): boolean;
  /** Shows a step, and resolves once it is drawn. */
  scrub(step: number): Promise<void>;
  /** Takes in so many more steps as they would stream, one frame of each model a refresh, each drawn. */
  stream(steps: number): Promise<void>;
}
