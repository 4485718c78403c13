import type { EngineError } from '#shared/errors';
import { toEngineError } from '#shared/errors';
import { RowCollector } from '#shared/row-collector';
import type { Setup } from '#shared/setup';
import type { DraftSource, PreviewedQuery } from '../domain/settings/query-draft';
import type { EngineCalls } from './engines';
import { silentOptions } from './call-options';

/** The engine is asked once nothing has changed for so long. */
const PAUSE_MS = 100;

/** Shows what the engine makes of a query while a person changes it. Only the last request counts. */
export class QueryPreview {
  shown = $state.raw<PreviewedQuery | null>(null);
  /** Why the last request failed. */
  error = $state.raw<EngineError | null>(null);
  /** The last request is not answered yet. */
  isBehind = $state(false);
  #abort = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly engines: EngineCalls) {}

  /** Asks for the first query of a setup; `source` is what it is made from. */
  ask(setup: Setup, source: DraftSource): void {
    this.end();
    this.isBehind = true;
    this.#timer = setTimeout(() => void this.#ask(setup, source), this.shown ? PAUSE_MS : 0);
  }

  /** Drops the request under way. */
  end(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.isBehind = false;
  }

  /** Drops the request and what is shown: it belongs to another query. */
  clear(): void {
    this.end();
    [this.shown, this.error] = [null, null];
  }

  async #ask(setup: Setup, source: DraftSource): Promise<void> {
    const { signal } = (this.#abort = new AbortController());
    const rows = new RowCollector();
    try {
      // beside the run, not in its way
      const options = { ...silentOptions(signal), onFrame: rows.add };
      const { targets } = await this.engines.call('landscape', 'prepare', setup, options);
      if (signal.aborted) return;
      this.shown = {
        source,
        origin: rows.floats('origins'),
        start: rows.floats('queries'),
        held: rows.clamped(),
        target: targets[0] ?? -1,
      };
      [this.error, this.isBehind] = [null, false];
    } catch (thrown) {
      if (signal.aborted) return;
      [this.error, this.isBehind] = [toEngineError(thrown), false];
    }
  }
}
