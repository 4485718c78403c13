import type { EngineError } from '#shared/errors';
import { toEngineError } from '#shared/errors';
import type { MemoriesSpec } from '#shared/setup';
import type { Reliability } from '#shared/reliability';
import type { Job } from '../domain/settings/job';
import type { EngineCalls } from './engines';

/** Predicts how reliable DrDAM is on a run, and finds the smallest beta that keeps every memory. */
export class Predictions {
  /** The reliability of the run that DrDAM's vector predicts; null until computed, or if it cannot be. */
  reliability = $state.raw<Reliability | null>(null);
  #found = $state.raw<{ memories: string; beta: number | null } | null>(null);
  /** The running search for the smallest beta. */
  #search: { readonly memories: string; readonly abort: AbortController } | null = null;
  #prediction = new AbortController();
  readonly #engines: EngineCalls;
  readonly #onError: (error: EngineError) => void;

  constructor(engines: EngineCalls, onError: (error: EngineError) => void) {
    this.#engines = engines;
    this.#onError = onError;
  }

  /** Predicts a run from DrDAM's vector, beside the run itself, which uses the same vector. */
  async predict({ setup, model, descent }: Job): Promise<void> {
    this.reset();
    this.#prediction.abort();
    const { signal } = (this.#prediction = new AbortController());
    try {
      const { reliability } = await this.#engines.call(
        'descent',
        'predictReliability',
        { setup, model, descent },
        { signal },
      );
      if (!signal.aborted) this.reliability = reliability;
    } catch (thrown) {
      const error = toEngineError(thrown);
      // the run reports all other errors, and the distances provide a prediction instead
      if (error.code === 'internal') this.#onError(error);
    }
  }

  /** Clears the prediction. */
  reset(): void {
    this.reliability = null;
  }

  /** Cancels the running prediction. */
  stopPredicting(): void {
    this.#prediction.abort();
  }

  /** Returns the smallest beta at which all memories are minima, null if there is none, or undefined before it was searched for. */
  smallestBetaOf(memories: MemoriesSpec | null): number | null | undefined {
    return this.#found?.memories === JSON.stringify(memories) ? this.#found.beta : undefined;
  }

  /** Cancels a search that concerns other memories than these. */
  cancelOtherSearch(memories: MemoriesSpec | null): void {
    if (this.#search?.memories !== JSON.stringify(memories)) this.#search?.abort.abort();
  }

  /** Searches for the smallest beta. A repeated call for the same memories does not restart the search. */
  async findBeta(memories: MemoriesSpec, beta: number): Promise<void> {
    const key = JSON.stringify(memories);
    if (this.#search?.memories === key && !this.#search.abort.signal.aborted) return;
    this.#search?.abort.abort();
    const search = { memories: key, abort: new AbortController() };
    this.#search = search;
    const { signal } = search.abort;
    try {
      const params = { memories, beta, brief: true };
      const { smallestBeta } = await this.#engines.call('landscape', 'inspect', params, { signal });
      if (!signal.aborted) this.#found = { memories: key, beta: smallestBeta };
    } catch (thrown) {
      if (!signal.aborted) this.#onError(toEngineError(thrown));
    } finally {
      if (this.#search === search) this.#search = null;
    }
  }
}
