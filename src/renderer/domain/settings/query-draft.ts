import { encodeBase64, decodeBase64 } from '#shared/base64';
import type { CorruptionSettings, QuerySettings } from './settings';

/** A picture that was painted on. `base` [D] is the original, which the eraser restores. */
export interface Drawn {
  readonly kind: 'drawn';
  readonly base: Float32Array;
  readonly state: Float32Array;
}

/** The origin of a query: a picture of the open set or of another source, or a drawn one. */
export type DraftSource = Extract<QuerySettings['source'], { kind: 'picture' }> | Drawn;

/** A query that is being edited. If `corruption` is null, the corruption of the settings applies. */
export interface Draft {
  readonly source: DraftSource;
  readonly corruption: CorruptionSettings | null;
}

/** The query that the engine makes from a draft. */
export interface PreviewedQuery {
  readonly source: DraftSource;
  /** [D]: the picture before corruption; NaN if the query is made from a state. */
  readonly origin: Float32Array;
  /** [D]: the initial state. */
  readonly start: Float32Array;
  /** [D], 1 = clamped. */
  readonly clamped: Uint8Array;
  /** The index of the memory that the query is made from; -1 if it is not stored. */
  readonly target: number;
}

export function draftOf({ source, corruption }: QuerySettings): Draft {
  if (source.kind === 'picture') return { source, corruption };
  const state = new Float32Array(decodeBase64(source.state).buffer);
  return { source: { kind: 'drawn', base: state, state }, corruption };
}

export function querySettingsOf({ source, corruption }: Draft): QuerySettings {
  return {
    source: source.kind === 'drawn' ? { kind: 'state', state: encodeBase64(source.state) } : source,
    corruption,
  };
}
