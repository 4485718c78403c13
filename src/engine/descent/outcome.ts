import type { DescentReport } from '#shared/api';
import { invariant } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { DescentSpec, ModelName, ModelSpec } from '#shared/setup';
import { isTrigonometric, MODEL_TITLE } from '#shared/setup';
import { yieldToOthers } from '../yield';
import type { DescentBatch } from './descend';
import type { StepRule } from './trajectory';

/** alpha |grad E| past which a query has diverged; the graphs stop it where it stands (models/export/descent.py). */
const STEP_LIMIT = 10;

type ModelOutcome = NonNullable<DescentReport['models'][ModelName]>;

/** Watches one model's batches go by and says how its queries ended. */
export class Outcome {
  readonly model: ModelName;
  readonly #dim: number;
  readonly #rule: StepRule;
  /** The energy of phi.T = epsilon; infinite for a model without a clip. */
  readonly #clippedEnergy: number;
  readonly #stopped: number[];
  readonly #energies: Float32Array;
  readonly #states: Float32Array;
  #seconds = 0;

  constructor(
    model: ModelName,
    numQueries: number,
    dim: number,
    { beta, drdam, form }: ModelSpec,
    { stepSize, maxStep = Infinity }: DescentSpec,
  ) {
    this.model = model;
    this.#dim = dim;
    this.#rule = { stepSize, maxStep };
    const hasClip = model === 'drdam' && form !== 'kernel' && isTrigonometric(drdam.featureMap);
    this.#clippedEnergy = hasClip ? -Math.log(drdam.epsilon) / beta : Infinity;
    this.#stopped = new Array<number>(numQueries).fill(-1);
    this.#energies = new Float32Array(numQueries);
    this.#states = new Float32Array(numQueries * dim);
  }

  /** Takes a batch in, if it is this model's; returns what the person should hear of it. */
  take(batch: DescentBatch): Notice[] {
    if (batch.model !== this.model) return [];
    const { firstStep, count, firstQuery, numQueries, energies, gradientNorms } = batch;
    const notices: Notice[] = [];
    for (let i = 0; i < count; i++) {
      for (let b = 0; b < numQueries; b++) {
        const query = firstQuery + b;
        this.#energies[query] = energies[i * numQueries + b] ?? NaN;
        const norm = gradientNorms[i * numQueries + b] ?? NaN;
        if (isSound(norm, this.#rule) || this.#stopped[query] !== -1) continue;
        this.#stopped[query] = firstStep + i;
        notices.push(diverged(this.model, query, firstStep + i));
      }
    }
    if (batch.stateSteps.length > 0) {
      const last = batch.states.subarray(batch.states.length - numQueries * this.#dim);
      this.#states.set(last, firstQuery * this.#dim);
    }
    this.#seconds = batch.seconds;
    return notices;
  }

  /**
   * How the queries stand after their last batch. `outside` is the part of a state's energy that has no clip.
   * Cost: O(B K D).
   */
  async report(
    memories: Float32Array,
    signal: AbortSignal,
    outside: (state: Float32Array) => number = () => 0,
  ): Promise<ModelOutcome> {
    const nearest: number[] = [];
    const distances: number[] = [];
    for (let query = 0; query < this.#stopped.length; query++) {
      const [index, distance] = await nearestMemory(this.#state(query), memories, signal);
      nearest.push(index);
      distances.push(distance);
    }
    // E is a float32: a state at the clip has this energy up to rounding, and no state has more
    const limit = this.#clippedEnergy * (1 - 1e-6);
    const clipped = Array.from(this.#energies, (energy, q) => energy - outside(this.#state(q)) >= limit);
    return { nearest, distances, stopped: this.#stopped, clipped, seconds: this.#seconds };
  }

  #state(query: number): Float32Array {
    return this.#states.subarray(query * this.#dim, (query + 1) * this.#dim);
  }
}

/** Whether a query goes on from where its gradient has this norm. */
export function isSound(norm: number, { stepSize, maxStep = Infinity }: StepRule): boolean {
  const length = stepSize * norm;
  return Number.isFinite(length) && Math.min(length, maxStep) <= STEP_LIMIT;
}

const NUMBERS_BETWEEN_YIELDS = 2 ** 24;

async function nearestMemory(
  state: Float32Array,
  memories: Float32Array,
  signal: AbortSignal,
): Promise<[index: number, distance: number]> {
  const dim = state.length;
  invariant(memories.length % dim === 0, 'states and memories have the same dimension');
  const between = Math.max(1, Math.floor(NUMBERS_BETWEEN_YIELDS / dim));
  let nearest = -1;
  let smallest = Infinity;
  for (let k = 0; k < memories.length / dim; k++) {
    if (k % between === 0) await yieldToOthers(signal);
    let square = 0;
    for (let i = 0; i < dim; i++) square += ((state[i] ?? 0) - (memories[k * dim + i] ?? 0)) ** 2;
    if (square < smallest) [nearest, smallest] = [k, square];
  }
  return [nearest, Math.sqrt(smallest)];
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
