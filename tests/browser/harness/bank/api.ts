/** What the page gives the test; free of the browser's types, so that both sides can read it. */
export interface BankHarness {
  /** The grey of each picture's right half, 0 to 255; the left is white. */
  greyOf(memory: number): number;
  /** Scrolls from end to end, so many pixels a frame; the longest task in ms meanwhile, 0 where none took 50. */
  scrollThrough(pixels: number): Promise<number>;
}
