/** Something that reads the states of a recording, a part at a time. */
interface StateReader {
  /** The number of the last reading; 0 before the first. */
  readonly lastReading: number;
  /** Reads for about so long. Returns false where some states are left. */
  advance(milliseconds: number): boolean;
}

/** Reading takes at most this much of a frame. */
const READ_MS = 6;

/**
 * Reads in one frame after the other until nothing is left, and calls `onread` with the number of the last reading after
 * each. Returns a function that stops it.
 */
export function readInFrames(
  readers: readonly StateReader[],
  onread: (lastReading: number) => void,
): () => void {
  const read = () => {
    const isDone = readers.every((reader) => reader.advance(READ_MS));
    onread(Math.max(...readers.map(({ lastReading }) => lastReading)));
    if (!isDone) frame = requestAnimationFrame(read);
  };
  let frame = requestAnimationFrame(read);
  return () => {
    cancelAnimationFrame(frame);
  };
}
