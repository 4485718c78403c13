import { encodeBase64, decodeBase64 } from '#shared/base64';
import type { Damage, QuerySettings } from './settings';

/** A picture that was painted on: `base` [D] is what it was before, and what an eraser brings back. */
export interface Drawn {
  readonly kind: 'drawn';
  readonly base: Float32Array;
  readonly state: Float32Array;
}

/** What a query is being made from: a picture of the open set, or of another source, or one that is drawn. */
export type DraftSource = Extract<QuerySettings['source'], { kind: 'picture' }> | Drawn;

/** A query that is being edited. Where `damage` is null, the damage of the settings applies. */
export interface Draft {
  readonly source: DraftSource;
  readonly damage: Damage | null;
}

/** A query as it would be run. */
export interface PreviewedQuery {
  readonly source: DraftSource;
  /** [D]: the picture that it is made from; NaN where it is made from a state. */
  readonly origin: Float32Array;
  /** [D]: where it would start. */
  readonly start: Float32Array;
  /** [D], 1 = held. */
  readonly held: Uint8Array;
  /** The number of its memory, -1 where that is not stored. */
  readonly target: number;
}

export function draftOf({ source, damage }: QuerySettings): Draft {
  if (source.kind === 'picture') return { source, damage };
  const state = new Float32Array(decodeBase64(source.state).buffer);
  return { source: { kind: 'drawn', base: state, state }, damage };
}

export function querySettingsOf({ source, damage }: Draft): QuerySettings {
  return {
    source: source.kind === 'drawn' ? { kind: 'state', state: encodeBase64(source.state) } : source,
    damage,
  };
}
