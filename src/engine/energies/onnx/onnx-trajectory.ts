import { toEngineError } from '#shared/errors';
import type { Evaluation } from '../../descent/evaluate';
import { isStepAllowed } from '../../descent/convergence';
import type { Trajectory, StepRule, Steps } from '../../descent/trajectory';
import type { OnnxModel } from './onnx-model';

/**
 * A group of queries falling in a person's own energy, by the rule that the graphs of the other models hold: the
 * gradient comes from the energy's helper, the step is taken here.
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
  /** [queries]: the last energy that was finite, and the gradient's norm where the state stands. */
  readonly #energies: Float32Array;
  readonly #norms: Float32Array;
  /** The queries that have not stopped, ascending. */
  #falling: number[];

  /** `queries` and `free` (1 where a coordinate may move) are [n, dim]; `step` is the step that the queries are at. */
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
    this.#falling = Array.from({ length: count }, (_, query) => query);
  }

  /** Takes one step. */
  async advance(_limit: number, wantsStates: (firstStep: number, count: number) => boolean): Promise<Steps> {
    const taken = await this.#evaluate(true);
    const isWanted = wantsStates(this.step, 1);
    this.step++;
    return { ...taken, states: isWanted ? this.#states.slice() : taken.states };
  }

  evaluate(): Promise<Steps> {
    return this.#evaluate(false);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  /** Energies and gradient norms where the queries stand; then, if they are to move, one step. */
  async #evaluate(moves: boolean): Promise<Steps> {
    const { energy, beta } = this.#model;
    const falling = this.#falling;
    if (falling.length > 0) {
      const begun = performance.now();
      const found = await energy
        .evaluate(this.#rowsOf(falling), beta, this.#signal)
        .catch((thrown: unknown) => this.#stopAll(thrown));
      this.milliseconds += performance.now() - begun;
      this.#falling = falling.filter((query, i) => this.#settle(query, i, found, moves));
    }
    return {
      firstStep: this.step,
      count: 1,
      energies: this.#energies.slice(),
      gradientNorms: this.#norms.slice(),
      states: new Float32Array(),
    };
  }

  /** Takes in what was found of a query and moves it; false where it stops. A norm that is not finite marks that. */
  #settle(query: number, row: number, { energies, gradients }: Evaluation, moves: boolean): boolean {
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
    if (moves) {
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

  /** The energy is gone: no query has a gradient any more. */
  #stopAll(thrown: unknown): Evaluation {
    if (toEngineError(thrown).code === 'cancelled') throw thrown;
    this.#model.onFailure(thrown);
    return { energies: new Float32Array(), gradients: new Float32Array() };
  }
}
