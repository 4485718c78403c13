import type { DescentReport } from '#shared/api';
import { distanceBetween } from '#shared/distances';
import type { Notice } from '#shared/progress';
import type { DescentSpec, ModelName, ModelSpec } from '#shared/setup';
import { MODEL_TITLE } from '#shared/setup';
import { clippedEnergy, isClipped } from '#shared/beta-schedule';
import { finiteOrNull } from '../statistics';
import { rowOf } from '../vectors';
import type { DescentBatch } from './descend';
import type { RowSource } from '../memories/row-source';
import { nearestMemories, squaredDistances } from './nearest-memory';
import { smallestEigenvalue, softmaxWeights } from './hessian';
import type { StepRule } from './trajectory';

/** alpha |grad E| past which a query has diverged; the graphs stop it where it stands (models/export/descent.py). */
const STEP_LIMIT = 10;

/**
 * A query whose slope stays at or below this has come to rest: where the energy curves as it does near a memory, the
 * state is then this near to the minimum, a quarter of a grey level.
 */
const REST_SLOPE = 1e-3;

export type ModelOutcome = NonNullable<DescentReport['models'][ModelName]>;

/** What a run was made of, for the report of its end. */
export interface ReportInputs {
  readonly rows: RowSource;
  /** [K, dim], where they are kept. */
  readonly memories: Float32Array | null;
  /** [B, dim], 1 where held. */
  readonly clamped: Uint8Array;
  /** [B, dim]: the patterns that the queries were made from, NaN for a query without one; null where none has one. */
  readonly origins: Float32Array | null;
  /** The part of a state's energy that has no clip; 0 where it is left out. */
  readonly outside?: ((state: Float32Array) => number) | undefined;
}

/** Watches one model's batches go by and says how its queries ended. */
export class OutcomeTracker {
  readonly model: ModelName;
  /** [B]: energies of the first states that came by. */
  readonly firstEnergies: Float32Array;
  /** [B, dim]: the last states that came by. */
  readonly states: Float32Array;
  readonly #dim: number;
  readonly #beta: number;
  readonly #rule: StepRule;
  /** The energy of phi.T = epsilon; infinite for a model without a clip. */
  readonly #clippedEnergy: number;
  readonly #stopped: number[];
  /** The step since when the slope has been that of a state at rest; -1 while it is not. */
  readonly #restsSince: number[];
  readonly #energies: Float32Array;
  #seconds = 0;

  constructor(
    model: ModelName,
    numQueries: number,
    dim: number,
    spec: ModelSpec,
    { stepSize, maxStep = Infinity }: DescentSpec,
  ) {
    this.model = model;
    this.#dim = dim;
    this.#beta = spec.beta;
    this.#rule = { stepSize, maxStep };
    this.#clippedEnergy = clippedEnergy(model, spec);
    this.#stopped = new Array<number>(numQueries).fill(-1);
    this.#restsSince = new Array<number>(numQueries).fill(-1);
    this.firstEnergies = new Float32Array(numQueries).fill(NaN);
    this.#energies = new Float32Array(numQueries);
    this.states = new Float32Array(numQueries * dim);
  }

  /** Of each query the step at which it diverged, -1 where it did not. */
  get stopped(): readonly number[] {
    return this.#stopped;
  }

  /** Takes a batch in, if it is this model's; returns what the person should hear of it. */
  take(batch: DescentBatch): Notice[] {
    if (batch.model !== this.model) return [];
    const { firstStep, count, firstQuery, numQueries, energies, gradientNorms } = batch;
    const notices: Notice[] = [];
    for (let i = 0; i < count; i++) {
      for (let b = 0; b < numQueries; b++) {
        const query = firstQuery + b;
        const energy = energies[i * numQueries + b] ?? NaN;
        const norm = gradientNorms[i * numQueries + b] ?? NaN;
        if (Number.isNaN(this.firstEnergies[query])) this.firstEnergies[query] = energy;
        this.#energies[query] = energy;
        if (!(norm <= REST_SLOPE)) this.#restsSince[query] = -1;
        else if (this.#restsSince[query] === -1) this.#restsSince[query] = firstStep + i;
        if (isStepAllowed(norm, this.#rule))
          this.#stopped[query] = -1; // with a schedule, a later stage has another slope
        else if (this.#stopped[query] === -1) {
          this.#stopped[query] = firstStep + i;
          notices.push(diverged(this.model, query, firstStep + i));
        }
      }
    }
    if (batch.stateSteps.length > 0) {
      const last = batch.states.subarray(batch.states.length - numQueries * this.#dim);
      this.states.set(last, firstQuery * this.#dim);
    }
    this.#seconds = batch.seconds;
    return notices;
  }

  /** How the queries stand after their last batch. Cost: O(B K D). */
  async report(
    { rows, memories, clamped, origins, outside = () => 0 }: ReportInputs,
    signal: AbortSignal,
  ): Promise<Omit<ModelOutcome, 'parameters'>> {
    const dim = this.#dim;
    const queries = Array.from(this.#stopped, (stopped, q) => ({
      q,
      stopped,
      state: rowOf(this.states, q, dim),
    }));
    const clipped = queries.map(({ q, state }) =>
      isClipped((this.#energies[q] ?? NaN) - outside(state), this.#clippedEnergy),
    );
    const ends = await nearestMemories(this.states, rows, signal);
    const curvatures: number[] = [];
    for (const { q, state } of queries) {
      if (this.model !== 'mrdam' || !memories) continue;
      const free = clamped.subarray(q * dim, (q + 1) * dim).map((held) => 1 - held);
      const weights = softmaxWeights(squaredDistances(state, memories), this.#beta);
      curvatures.push(await smallestEigenvalue(weights, memories, dim, this.#beta, signal, free));
    }
    return {
      nearest: ends.map(({ nearest }) => nearest),
      distances: ends.map(({ distance }) => distance),
      basins: ends.map(({ basin }) => basin),
      errors: origins
        ? queries.map(({ q, state }) => finiteOrNull(distanceBetween(state, rowOf(origins, q, dim))))
        : [],
      stopped: this.#stopped,
      clipped,
      converged: queries.map(({ q, stopped }) =>
        stopped === -1 && clipped[q] === false ? (this.#restsSince[q] ?? -1) : -1,
      ),
      ...(this.model === 'mrdam' && { curvatures }),
      seconds: this.#seconds,
    };
  }
}

/** Whether a query goes on from where its gradient has this norm. */
export function isStepAllowed(norm: number, { stepSize, maxStep = Infinity }: StepRule): boolean {
  const length = stepSize * norm;
  return Number.isFinite(length) && Math.min(length, maxStep) <= STEP_LIMIT;
}

const DIVERGED_TIP: Record<ModelName, string> = {
  mrdam: 'Use a smaller step size.',
  drdam:
    'Its signal fell into the noise of the features: use more features, a smaller β, more pixels kept, or the mean as fill.',
  own: 'Its gradient is too steep there, or not finite: use a smaller step size, or other queries.',
};

function diverged(model: ModelName, query: number, step: number): Notice {
  return {
    id: `diverged/${model}/${String(query)}`,
    severity: 'warning',
    summary: `Query ${String(query)} diverged in ${MODEL_TITLE[model]} at step ${String(step)} and was stopped there.`,
    tip: DIVERGED_TIP[model],
  };
}
