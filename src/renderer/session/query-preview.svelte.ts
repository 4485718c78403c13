import type { EngineError } from '#shared/errors';
import { toEngineError } from '#shared/errors';
import { RowCollector } from '#shared/row-collector';
import type { Setup } from '#shared/setup';
import type { DraftSource, PreviewedQuery } from '../domain/settings/query-draft';
import type { EngineCalls } from './engines';
import { silentOptions } from './call-options';

/** A preview is requested once nothing has changed for this time. */
const PAUSE_MS = 100;

/** Previews the query of a draft while a person edits it. Only the last request counts. */
export class QueryPreview {
  shown = $state.raw<PreviewedQuery | null>(null);
  /** Why the last request failed. */
  error = $state.raw<EngineError | null>(null);
  /** True while the last request has not been answered. */
  isBehind = $state(false);
  #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly engines: EngineCalls) {}

  /** Requests a preview of the first query of a setup, which is made from `source`. */
  ask(setup: Setup, source: DraftSource): void {
    this.end();
    this.isBehind = true;
    this.#timer = setTimeout(() => void this.#ask(setup, source), this.shown ? PAUSE_MS : 0);
  }

  /** Cancels the running request. */
  end(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.isBehind = false;
  }

  /** Cancels the request and clears the preview, because another query is edited. */
  clear(): void {
    this.end();
    [this.shown, this.error] = [null, null];
  }

  async #ask(setup: Setup, source: DraftSource): Promise<void> {
    const { signal } = (this.#abort = new AbortController());
    const rows = new RowCollector();
    try {
      // the engine of the landscapes is used, so a run is not delayed
      const options = { ...silentOptions(signal), onFrame: rows.add };
      const { targets } = await this.engines.call('landscape', 'prepare', setup, options);
      if (signal.aborted) return;
      this.shown = {
        source,
        origin: rows.floats('origins'),
        start: rows.floats('queries'),
        clamped: rows.clamped(),
        target: targets[0] ?? -1,
      };
      [this.error, this.isBehind] = [null, false];
    } catch (thrown) {
      if (signal.aborted) return;
      [this.error, this.isBehind] = [toEngineError(thrown), false];
    }
  }
}
