import type { StepsMeta } from './api';
import { invariant } from './errors';
import type { FrameArray } from './rpc/frame';
import type { ModelName } from './setup';
import { MIB } from './units';

export interface RecordingShape {
  readonly models: readonly ModelName[];
  readonly numQueries: number;
  readonly dim: number;
  /** The run's number of steps; its states are those of steps 0 … steps. */
  readonly steps: number;
  /** Bytes that states may take, all models together. */
  readonly budgetBytes?: number;
  /** The only steps whose states are kept, besides the first and the last; left out, all are. */
  readonly keepSteps?: ReadonlySet<number>;
  /** States come at multiples of this many steps only, besides the first and the last; left out, at every step. */
  readonly stride?: number;
}

interface Track {
  /** [steps + 1, numQueries], NaN where not yet known. */
  readonly energies: Float32Array;
  readonly gradientNorms: Float32Array;
  /** Step -> states [numQueries, dim], steps ascending. */
  readonly states: Map<number, Float32Array>;
  /** The last step known of each query. */
  readonly reached: Int32Array;
}

const RECORDING_BUDGET_BYTES = 256 * MIB;

/**
 * The stride that a whole run's recording would be thinned to. Whoever streams a run asks for no other states from its
 * start: what would be thrown away is neither sent nor kept.
 */
export function finalStride(shape: RecordingShape): number {
  const most = Math.max(2, Math.floor((shape.budgetBytes ?? RECORDING_BUDGET_BYTES) / stepBytes(shape)));
  const kept = (stride: number) => Math.floor(shape.steps / stride) + (shape.steps % stride === 0 ? 1 : 2);
  let stride = 1;
  while (kept(stride) > most) stride *= 2;
  return stride;
}

/** What the states of one step take, all models together. */
function stepBytes({ models, numQueries, dim }: RecordingShape): number {
  return models.length * numQueries * dim * Float32Array.BYTES_PER_ELEMENT;
}

/**
 * What a viewer keeps of a run: the scalars of every step, and states within a byte budget. When the budget is
 * spent the stride between kept states doubles; the first and the last state always stay. It lives on the viewer's
 * side of the port, so it outlives the engine. Reading it costs what is read, however long the run is.
 */
export class Recording {
  readonly shape: RecordingShape;
  readonly #tracks = new Map<ModelName, Track>();
  readonly #budgetBytes: number;
  #stride: number;
  #rewrites = 0;

  constructor(shape: RecordingShape) {
    this.shape = shape;
    this.#stride = shape.stride ?? 1;
    this.#budgetBytes = shape.budgetBytes ?? RECORDING_BUDGET_BYTES;
    for (const model of shape.models) {
      this.#tracks.set(model, {
        energies: new Float32Array((shape.steps + 1) * shape.numQueries).fill(NaN),
        gradientNorms: new Float32Array((shape.steps + 1) * shape.numQueries).fill(NaN),
        states: new Map(),
        reached: new Int32Array(shape.numQueries).fill(-1),
      });
    }
  }

  /** States are kept at multiples of this many steps, besides the first and the last; more than 1 once thinned. */
  get stride(): number {
    return this.#stride;
  }

  /** Grows when steps that were known are cut away or come anew, from a run that goes on: what was made of them no longer holds. */
  get rewrites(): number {
    return this.#rewrites;
  }

  /** [steps + 1, numQueries]: the energy of the state at each step. */
  energies(model: ModelName): Float32Array {
    return this.#track(model).energies;
  }

  /** [steps + 1, numQueries]: Euclidean norm of the gradient over free coordinates. */
  gradientNorms(model: ModelName): Float32Array {
    return this.#track(model).gradientNorms;
  }

  /** The last step that is known of every query. */
  reached(model: ModelName): number {
    return Math.min(...this.#track(model).reached);
  }

  /** The kept steps, ascending, each with its states [numQueries, dim]; those after `reached` may lack queries. */
  states(model: ModelName): ReadonlyMap<number, Float32Array> {
    return this.#track(model).states;
  }

  /** The state of a query at the last kept step up to `step`, for scrubbing; undefined before the first arrives. */
  stateAt(model: ModelName, query: number, step: number): { step: number; state: Float32Array } | undefined {
    const { states, reached } = this.#track(model);
    const known = Math.min(step, reached[query] ?? -1);
    let at = known;
    if (!states.has(at)) at = Math.floor(known / this.#stride) * this.#stride;
    while (at > 0 && !states.has(at)) at -= this.#stride;
    const all = states.get(at);
    const { dim } = this.shape;
    return all && { step: at, state: all.subarray(query * dim, (query + 1) * dim) };
  }

  /** The kept steps after a step, ascending, each with its states [numQueries, dim]; those that all queries have reached. */
  *statesAfter(model: ModelName, after: number): Generator<readonly [step: number, states: Float32Array]> {
    const { states } = this.#track(model);
    const reached = this.reached(model);
    for (let step = this.#nextStep(after); step <= reached; step = this.#nextStep(step)) {
      const all = states.get(step);
      if (all) yield [step, all];
    }
  }

  /** The last step whose states are kept of every query in every model; -1 where there is none. */
  get lastWhole(): number {
    const { models, steps } = this.shape;
    const isWhole = (step: number) => models.every((model) => this.#track(model).states.has(step));
    const reached = Math.min(...models.map((model) => this.reached(model)));
    if (reached === steps && isWhole(steps)) return steps;
    let step = Math.floor(reached / this.#stride) * this.#stride;
    while (step >= 0 && !isWhole(step)) step -= this.#stride;
    return Math.max(-1, step);
  }

  /** Takes in a frame of a descent. */
  add(meta: StepsMeta, arrays: Readonly<Record<string, FrameArray>>): void {
    const { energies, gradient_norms: norms, states } = arrays;
    invariant(energies && norms && states, 'a steps frame has energies, gradient norms and states');
    const track = this.#track(meta.model);
    const { numQueries, dim } = this.shape;
    const [count = 0, width = 0] = energies.shape;
    const begin = meta.firstStep * numQueries + meta.firstQuery;
    if (!track.energies.subarray(begin, begin + width).every(Number.isNaN))
      this.#forget(track, meta.firstStep);
    for (let i = 0; i < count; i++) {
      const at = (meta.firstStep + i) * numQueries + meta.firstQuery;
      track.energies.set(row(energies, i, width), at);
      track.gradientNorms.set(row(norms, i, width), at);
    }
    meta.stateSteps.forEach((step, i) => {
      if (!this.#keeps(step)) return;
      const all = track.states.get(step) ?? new Float32Array(numQueries * dim);
      all.set(row(states, i, width * dim), meta.firstQuery * dim);
      track.states.set(step, all);
    });
    const last = Math.max(meta.firstStep + count - 1, ...meta.stateSteps);
    track.reached.fill(last, meta.firstQuery, meta.firstQuery + width);
    this.#thin();
  }

  /** Forgets all that was recorded after a step: the run goes on from there in another way. */
  cut(step: number): void {
    const { numQueries } = this.shape;
    for (const { energies, gradientNorms, states, reached } of this.#tracks.values()) {
      energies.fill(NaN, (step + 1) * numQueries);
      gradientNorms.fill(NaN, (step + 1) * numQueries);
      for (const kept of states.keys()) if (kept > step) states.delete(kept);
      reached.forEach((known, q) => (reached[q] = Math.min(known, step)));
    }
    this.#rewrites++;
  }

  /** What all queries were from a step on: one that comes anew is followed by the others. */
  #forget(track: Track, step: number): void {
    track.energies.fill(NaN, step * this.shape.numQueries);
    track.gradientNorms.fill(NaN, step * this.shape.numQueries);
    track.reached.forEach((reached, q) => (track.reached[q] = Math.min(reached, step)));
    this.#rewrites++;
  }

  #thin(): void {
    const tracks = [...this.#tracks.values()];
    const stateBytes = stepBytes(this.shape) / tracks.length;
    // the first and last states of all models stay, whatever the budget
    const floor = 2 * tracks.length * stateBytes;
    for (;;) {
      const bytes = tracks.reduce((sum, { states }) => sum + states.size * stateBytes, 0);
      if (bytes <= Math.max(this.#budgetBytes, floor)) return;
      this.#stride *= 2;
      for (const { states } of tracks) {
        for (const step of states.keys()) if (!this.#keeps(step)) states.delete(step);
      }
    }
  }

  /** The next step that may be kept; beyond all steps after the last. */
  #nextStep(after: number): number {
    const { steps } = this.shape;
    return after < steps ? Math.min(steps, (Math.floor(after / this.#stride) + 1) * this.#stride) : Infinity;
  }

  #keeps(step: number): boolean {
    const { steps, keepSteps } = this.shape;
    if (step === 0 || step === steps) return true;
    return step % this.#stride === 0 && (keepSteps?.has(step) ?? true);
  }

  #track(model: ModelName): Track {
    const track = this.#tracks.get(model);
    invariant(track, `the recording holds ${model}`);
    return track;
  }
}

function row({ data }: FrameArray, index: number, width: number): Float32Array {
  invariant(data instanceof Float32Array, 'states and scalars are float32');
  return data.subarray(index * width, (index + 1) * width);
}
