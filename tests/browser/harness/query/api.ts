import type { QuerySpec } from '#shared/setup';
import type { QuerySettings } from '../../../../src/renderer/domain/settings/settings';

/** What tests do with the page of harness/query, as `harness`. */
export interface QueryHarness {
  /** What the engine was asked to make, call by call. */
  readonly asked: readonly QuerySpec[];
  /** The queries of the settings. */
  queries(): readonly QuerySettings[];
  openNew(): void;
  openQuery(query: number): void;
}
