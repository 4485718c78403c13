import type { SkippedFile } from '#shared/api';
import type { PictureShape } from '#shared/setup';

/** Pictures [n, height, width, channels] of consecutive names, from `firstRow` on. */
export interface ThumbnailRows {
  readonly firstRow: number;
  readonly shape: PictureShape;
  readonly pixels: Uint8Array;
}

/** Asks for pictures of a set by their names; those that cannot be read come back with the reason. */
export type FetchThumbnails = (
  names: readonly string[],
  side: number,
  signal: AbortSignal,
  onrows: (rows: ThumbnailRows) => void,
) => Promise<readonly SkippedFile[]>;
