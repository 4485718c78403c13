import type { BrowseReport } from '#shared/api';
import type { Recording } from '#shared/recording';
import type { PreparedStates } from '../../domain/run/moment';
import type { FetchThumbnails } from '../../domain/thumbnails';

/** What the memory browser shows and what its controls do. Getters keep each part reactive by itself. */
export interface MemoryBrowserModel {
  /** What the shown run was prepared from; `stored` may be ahead of it. */
  readonly prepared: PreparedStates;
  /** Names of the pictures to store, in order. */
  readonly stored: readonly string[];
  /** All pictures of the set; null until they are listed. */
  readonly set: BrowseReport | null;
  /** Why the set cannot be listed. */
  readonly setFailure: string | null;
  readonly fetchThumbnails: FetchThumbnails;
  /** How many numbers DrDAM stores. */
  readonly drdamNumbers: number;
  /** The picture that each query is made from; null for a query from elsewhere. */
  readonly queryNames: readonly (string | null)[];
  /** Index of the selected query. */
  readonly query: number;
  readonly recording: Recording | null;
  readonly step: number;
  readonly selectQuery: (query: number) => void;
  /** Stores another number of pictures. */
  readonly setCount: (count: number) => void;
  readonly add: (names: readonly string[]) => void;
  readonly remove: (names: readonly string[]) => void;
  /** Makes queries from pictures. */
  readonly recall: (names: readonly string[]) => void;
  /** Shows the plane through three memories; missing where no plane can be chosen. */
  readonly showPlane?: (names: readonly string[]) => void;
  /** Stores other pictures, as many as before. */
  readonly resample: () => void;
}
