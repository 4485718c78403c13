/** What the page gives the test; free of the browser's types, so that both sides can read it. */
export interface MemoryBrowserHarness {
  /** The grey of each picture's right half, 0 to 255; the left is white. By a picture's number, which its name ends with. */
  greyOf(picture: number): number;
  /** Scrolls from end to end, so many pixels a frame. */
  scrollThrough(pixels: number): Promise<void>;
  /** What the memory browser asked for, in order. */
  readonly asked: readonly {
    readonly what: 'store' | 'remove' | 'recall';
    readonly names: readonly string[];
  }[];
  /** How many thumbnails were requested. */
  numFetched(): number;
  /** Goes to another step: its state is the picture of that number. */
  go(step: number): void;
}
