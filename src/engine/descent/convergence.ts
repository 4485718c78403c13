import type { DescentReport, EndPlace } from '#shared/api';
import { euclideanDistance } from '#shared/distances';
import type { Notice } from '#shared/progress';
import type { DescentSpec, ModelName, ModelSpec } from '#shared/setup';
import { MODEL_IN_SENTENCE } from '#shared/setup';
import { clippedEnergy, isClipped } from '#shared/energy-clip';
import { MEMORY_SHARE } from '#shared/outcome';
import { finiteOrNull } from '../statistics';
import { rowOf } from '../vectors';
import type { DescentBatch } from './descend';
import type { RowSource } from '../memories/row-source';
import type { StatePlace } from './nearest-memory';
import { placesOf, squaredDistances } from './nearest-memory';
import { smallestEigenvalue, softmaxWeights } from './hessian';
import type { StepRule } from './step-rule';
import { isStepAllowed } from './step-rule';

/**
 * A query has converged once its gradient norm stays at or below this. Near a memory, where the Hessian is about 1, the
 * state is then within this distance of the minimum: a quarter of a grey level.
 */
const CONVERGED_NORM = 1e-3;

/** How the queries ended in one model, as it is reported. */
export type ModelOutcome = NonNullable<DescentReport['models'][ModelName]>;

/** The data of a run that the report on its end needs. */
export interface ReportInputs {
  readonly rows: RowSource;
  /** [K, dim]; null where they are not kept in memory. */
  readonly memories: Float32Array | null;
  /** [B, dim], 1 where a coordinate is fixed. */
  readonly clamped: Uint8Array;
  /** [B, dim]: the patterns that the queries were made from, NaN for a query without one; null where none has one. */
  readonly origins: Float32Array | null;
  /** Returns the part of a state's energy that the clip does not apply to; 0 where it is absent. */
  readonly energyOutside?: ((state: Float32Array) => number) | undefined;
  /** The predicted RMS noise of the pixels of a recalled picture; null where no law is known. */
  readonly pixelNoise?: number | null;
}

/** A state is at rest if MrDAM's gradient there is at most this: five grey levels in each pixel. */
const REST_SLOPE = 0.02;
/** With DrDAM's noise, the gradient there may be this many times the predicted noise. */
const NOISE_ALLOWANCE = 2;

/** Follows the batches of one model and reports how its queries ended. */
export class OutcomeTracker {
  readonly model: ModelName;
  /** [B]: the energies of the first states; NaN before they are added. */
  readonly firstEnergies: Float32Array;
  /** [B, dim]: the last states that were added. */
  readonly states: Float32Array;
  readonly #dim: number;
  readonly #beta: number;
  readonly #rule: StepRule;
  /** The energy of phi.T = epsilon; infinite for a model without a clip. */
  readonly #clippedEnergy: number;
  readonly #stopped: number[];
  /** The step since which the gradient has been that of a converged state; -1 while it is not. */
  readonly #convergedSince: number[];
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
    this.#convergedSince = new Array<number>(numQueries).fill(-1);
    this.firstEnergies = new Float32Array(numQueries).fill(NaN);
    this.#energies = new Float32Array(numQueries);
    this.states = new Float32Array(numQueries * dim);
  }

  /** [B]: the step at which each query diverged; -1 where it did not. */
  get stopped(): readonly number[] {
    return this.#stopped;
  }

  /** Adds a batch if it is of this model, and returns a notice for each query that diverged in it. */
  add(batch: DescentBatch): Notice[] {
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
        if (!(norm <= CONVERGED_NORM)) this.#convergedSince[query] = -1;
        else if (this.#convergedSince[query] === -1) this.#convergedSince[query] = firstStep + i;
        if (isStepAllowed(norm, this.#rule))
          this.#stopped[query] = -1; // with a schedule, the gradient of a later stage may be shorter
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

  /** Returns how the queries ended with their last batch. Cost: O(B K D). Throws `cancelled` on abort. */
  async report(
    { rows, memories, clamped, origins, energyOutside = () => 0, pixelNoise = 0 }: ReportInputs,
    signal: AbortSignal,
  ): Promise<Omit<ModelOutcome, 'parameters'>> {
    const dim = this.#dim;
    const queries = Array.from(this.#stopped, (stopped, q) => ({
      q,
      stopped,
      state: rowOf(this.states, q, dim),
    }));
    const clipped = queries.map(({ q, state }) =>
      isClipped((this.#energies[q] ?? NaN) - energyOutside(state), this.#clippedEnergy),
    );
    const nearest = await placesOf(this.states, rows, { beta: this.#beta, clamped }, signal);
    const maxSlope = pixelNoise === null ? Infinity : Math.max(REST_SLOPE, NOISE_ALLOWANCE * pixelNoise);
    const curvatures: number[] = [];
    for (const { q, state } of queries) {
      if (this.model !== 'mrdam' || !memories) continue;
      const free = clamped.subarray(q * dim, (q + 1) * dim).map((isFixed) => 1 - isFixed);
      const weights = softmaxWeights(squaredDistances(state, memories), this.#beta);
      curvatures.push(await smallestEigenvalue(weights, memories, dim, this.#beta, signal, free));
    }
    return {
      nearest: nearest.map(({ index }) => index),
      distances: nearest.map(({ distance }) => distance),
      basins: nearest.map(({ basin }) => basin),
      // nothing is known of the kernel sum of a person's own energy
      places: this.model === 'own' ? [] : nearest.map((one) => endPlace(one, maxSlope)),
      shares: this.model === 'own' ? [] : nearest.map(({ shares }) => [...shares]),
      errors: origins
        ? queries.map(({ q, state }) => finiteOrNull(euclideanDistance(state, rowOf(origins, q, dim))))
        : [],
      stopped: this.#stopped,
      clipped,
      converged: queries.map(({ q, stopped }) =>
        stopped === -1 && clipped[q] === false ? (this.#convergedSince[q] ?? -1) : -1,
      ),
      ...(this.model === 'mrdam' && { curvatures }),
      seconds: this.#seconds,
    };
  }
}

/**
 * A blend is where no memory dominates the kernel sum and yet its gradient is no longer than `maxSlope`, so that nothing
 * but noise can move the state.
 */
function endPlace({ basin, shares: [largest], slope }: StatePlace, maxSlope: number): EndPlace {
  if (slope > maxSlope) return 'elsewhere';
  if ((largest?.share ?? 0) < MEMORY_SHARE) return 'blend';
  return basin < 0 ? 'elsewhere' : 'memory';
}

const DIVERGED_TIP: Record<ModelName, string> = {
  mrdam: 'Use a smaller step size.',
  drdam:
    'Its signal fell below the noise of the features: use more features, a smaller β, more kept pixels, or the mean as fill.',
  own: 'Its gradient is too large there, or not finite: use a smaller step size, or other queries.',
};

function diverged(model: ModelName, query: number, step: number): Notice {
  return {
    id: `diverged/${model}/${String(query)}`,
    severity: 'warning',
    summary: `Query ${String(query)} diverged in ${MODEL_IN_SENTENCE[model]} at step ${String(step)} and was stopped there.`,
    tip: DIVERGED_TIP[model],
  };
}
