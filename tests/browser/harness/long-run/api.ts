/** The functions that the page offers to the test. It uses no type of the browser, because both sides import it. */
export interface LongRunHarness {
  /** Returns whether the landscapes are drawn and the distances of all states are computed. */
  isDrawn(): boolean;
  /** Shows a step, and resolves once it is drawn. */
  scrub(step: number): Promise<void>;
  /** Streams so many more steps, one recording frame of each model at a time, and waits for each to be drawn. */
  stream(steps: number): Promise<void>;
}
