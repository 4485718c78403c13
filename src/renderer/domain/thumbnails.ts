import type { SkippedFile } from '#shared/api';
import type { PictureShape } from '#shared/setup';

/** Pictures [n, height, width, channels] of consecutive names, starting at index `firstRow`. */
export interface ThumbnailRows {
  readonly firstRow: number;
  readonly shape: PictureShape;
  readonly pixels: Uint8Array;
}

/** Requests pictures of a set by their names. Resolves to those that cannot be read, with the reasons. */
export type FetchThumbnails = (
  names: readonly string[],
  side: number,
  signal: AbortSignal,
  onrows: (rows: ThumbnailRows) => void,
) => Promise<readonly SkippedFile[]>;
