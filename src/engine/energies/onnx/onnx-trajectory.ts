import { toEngineError } from '#shared/errors';
import type { Evaluation } from '../../descent/evaluate';
import type { StepRule } from '../../descent/step-rule';
import { isStepAllowed } from '../../descent/step-rule';
import type { Steps, Trajectory, WantsStates } from '../../descent/trajectory';
import type { OnnxModel } from './onnx-model';

/**
 * A group of queries that descend in a custom energy. The helper returns the gradient; the step is taken here, by the
 * rule of the other models' graphs.
 */
export class OnnxTrajectory implements Trajectory {
  milliseconds = 0;
  step: number;
  readonly #model: OnnxModel;
  readonly #free: Float32Array;
  readonly #rule: StepRule;
  readonly #signal: AbortSignal;
  /** [queries, dim] */
  readonly #states: Float32Array;
  /** [queries]: the last energy that was finite, and the norm of the gradient at the current state. */
  readonly #energies: Float32Array;
  readonly #norms: Float32Array;
  /** The queries that have not stopped, ascending. */
  #active: number[];

  /** `queries` and `free` (1 where a coordinate may change) are [n, dim]; `step` is the step that the queries are at. */
  constructor(
    model: OnnxModel,
    queries: Float32Array,
    free: Float32Array,
    rule: StepRule,
    signal: AbortSignal,
    step = 0,
  ) {
    const count = queries.length / model.energy.dim;
    this.step = step;
    this.#model = model;
    this.#free = free;
    this.#rule = rule;
    this.#signal = signal;
    this.#states = queries.slice();
    this.#energies = new Float32Array(count).fill(NaN);
    this.#norms = new Float32Array(count).fill(NaN);
    this.#active = Array.from({ length: count }, (_, query) => query);
  }

  /** Takes one step. */
  async advance(_limit: number, wantsStates: WantsStates): Promise<Steps> {
    const steps = await this.#evaluate(true);
    const isWanted = wantsStates(this.step, 1);
    this.step++;
    return { ...steps, states: isWanted ? this.#states.slice() : steps.states };
  }

  evaluate(): Promise<Steps> {
    return this.#evaluate(false);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  /** Evaluates the current states and then, if `takesStep`, moves them by one step. */
  async #evaluate(takesStep: boolean): Promise<Steps> {
    const { energy, beta } = this.#model;
    const active = this.#active;
    if (active.length > 0) {
      const begun = performance.now();
      const found = await energy
        .evaluate(this.#rowsOf(active), beta, this.#signal)
        .catch((thrown: unknown) => this.#stopAll(thrown));
      this.milliseconds += performance.now() - begun;
      this.#active = active.filter((query, i) => this.#update(query, i, found, takesStep));
    }
    return {
      firstStep: this.step,
      count: 1,
      energies: this.#energies.slice(),
      gradientNorms: this.#norms.slice(),
      states: new Float32Array(),
    };
  }

  /**
   * Stores a query's energy and gradient norm and takes its step. Returns false where the query stops, which a norm that
   * is too large or not finite shows.
   */
  #update(query: number, row: number, { energies, gradients }: Evaluation, takesStep: boolean): boolean {
    const { dim } = this.#model.energy;
    const { stepSize, maxStep = Infinity } = this.#rule;
    const energy = energies[row] ?? NaN;
    let square = 0;
    for (let i = 0; i < dim; i++) {
      square += ((gradients[row * dim + i] ?? 0) * (this.#free[query * dim + i] ?? 0)) ** 2;
    }
    const isFinite = Number.isFinite(energy);
    const norm = isFinite ? Math.sqrt(square) : NaN;
    if (isFinite) this.#energies[query] = energy;
    this.#norms[query] = norm;
    if (!isStepAllowed(norm, this.#rule)) return false;
    const factor = stepSize * Math.min(1, maxStep / (stepSize * norm));
    if (takesStep) {
      for (let i = 0; i < dim; i++) {
        const at = query * dim + i;
        const slope = (gradients[row * dim + i] ?? 0) * (this.#free[at] ?? 0);
        this.#states[at] = (this.#states[at] ?? 0) - factor * slope;
      }
    }
    return true;
  }

  #rowsOf(queries: readonly number[]): Float32Array {
    const { dim } = this.#model.energy;
    const rows = new Float32Array(queries.length * dim);
    queries.forEach((query, row) => {
      rows.set(this.#states.subarray(query * dim, (query + 1) * dim), row * dim);
    });
    return rows;
  }

  /** Stops all queries of an energy that failed: without gradients every norm becomes NaN. */
  #stopAll(thrown: unknown): Evaluation {
    if (toEngineError(thrown).code === 'cancelled') throw thrown;
    this.#model.onFailure(thrown);
    return { energies: new Float32Array(), gradients: new Float32Array() };
  }
}
