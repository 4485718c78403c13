import type { EngineError } from '#shared/errors';
import { toEngineError } from '#shared/errors';
import type { MemoriesSpec } from '#shared/setup';
import type { Reliability } from '#shared/reliability';
import type { Job } from '../domain/settings/job';
import type { EngineCalls } from './engines';

/** Predicts how reliable DrDAM is on a run, and finds the smallest beta that keeps every memory. */
export class Predictions {
  /** What T itself predicts of the run that is under way; null while it has not, or cannot. */
  trust = $state.raw<Reliability | null>(null);
  #found = $state.raw<{ memories: string; beta: number | null } | null>(null);
  /** The search for the smallest beta under way. */
  #search: { readonly memories: string; readonly abort: AbortController } | null = null;
  #prediction = new AbortController();
  readonly #engines: EngineCalls;
  readonly #onError: (error: EngineError) => void;

  constructor(engines: EngineCalls, onError: (error: EngineError) => void) {
    this.#engines = engines;
    this.#onError = onError;
  }

  /** Predicts a run from DrDAM's vector, beside the run itself, which uses the same vector. */
  async predict({ setup, model }: Job): Promise<void> {
    this.reset();
    this.#prediction.abort();
    const { signal } = (this.#prediction = new AbortController());
    try {
      const { reliability: trust } = await this.#engines.call(
        'descent',
        'predictReliability',
        { setup, model },
        { signal },
      );
      if (!signal.aborted) this.trust = trust;
    } catch (thrown) {
      const error = toEngineError(thrown);
      // what else goes wrong the run says itself, and distances stand in for the prediction
      if (error.code === 'internal') this.#onError(error);
    }
  }

  /** Nothing is predicted of what is shown. */
  reset(): void {
    this.trust = null;
  }

  /** Ends a prediction that is under way: its run has ended before it came. */
  stopPredicting(): void {
    this.#prediction.abort();
  }

  /** The smallest beta at which all memories are minima, null where there is none; undefined until it was asked for. */
  smallestBetaOf(memories: MemoriesSpec | null): number | null | undefined {
    return this.#found?.memories === JSON.stringify(memories) ? this.#found.beta : undefined;
  }

  /** Ends a search for the smallest beta of others: it has become useless. */
  keepTo(memories: MemoriesSpec | null): void {
    if (this.#search?.memories !== JSON.stringify(memories)) this.#search?.abort.abort();
  }

  /** Asked for again while it is under way, it goes on. */
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
