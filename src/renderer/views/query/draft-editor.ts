import type { BrowseReport } from '#shared/api';
import type { EngineError } from '#shared/errors';
import type { OpenedSource } from '#shared/host';
import type { Draft, PreviewedQuery } from '../../domain/settings/query-draft';
import type { CorruptionSettings } from '../../domain/settings/settings';
import type { FetchThumbnails } from '../../domain/thumbnails';

/** The query that is being edited. The session's QueryEditor implements it. */
export interface DraftEditor {
  /** The index of the query; null for a new one. */
  readonly query: number | null;
  readonly draft: Draft | null;
  /** The draft's corruption, or the one that applies to all queries. */
  readonly corruption: CorruptionSettings;
  /** [D]: the picture before corruption; null while it is being read. */
  readonly origin: Float32Array | null;
  readonly preview: {
    readonly shown: PreviewedQuery | null;
    readonly error: EngineError | null;
    /** Whether a newer preview is on its way. */
    readonly isBehind: boolean;
  };
  /** Another source than the open set, from which pictures can be chosen. */
  readonly other: { readonly source: string; readonly set: BrowseReport } | null;
  readonly otherError: EngineError | null;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Shows a draft while a pointer still moves. */
  try(draft: Draft): void;
  /** Commits the previewed draft as one undo step. */
  keep(): void;
  change(change: Partial<Draft>): void;
  undo(): void;
  redo(): void;
  startOver(): void;
  close(): void;
  addAsNew(): void;
  replace(): void;
  /** Makes a corruption that of all queries which have none of their own. */
  applyToAll(corruption: CorruptionSettings): void;
  openOther(pick: () => Promise<OpenedSource | null>): Promise<void>;
  thumbnailsOf(source: string): FetchThumbnails;
}
