import type { StepsMeta } from './api';
import { invariant } from './errors';
import type { FrameArray } from './rpc/frame';
import type { ModelName } from './setup';
import { MIB } from './units';

/** The size of a recording, and which states it keeps. */
export interface RecordingShape {
  readonly models: readonly ModelName[];
  readonly numQueries: number;
  readonly dim: number;
  /** The run's number of steps. It has states at steps 0 to `steps`. */
  readonly steps: number;
  /** The bytes that the states of all models together may take; 256 MiB if left out. */
  readonly budgetBytes?: number;
  /** The steps whose states are kept, besides the first and the last; all steps if left out. */
  readonly keepSteps?: ReadonlySet<number>;
  /**
   * States arrive at multiples of this many steps, and at the first and the last; at every step if left out.
   */
  readonly stride?: number;
}

interface Track {
  /** [steps + 1, numQueries], NaN until recorded. */
  readonly energies: Float32Array;
  /** [steps + 1, numQueries], NaN until recorded. */
  readonly gradientNorms: Float32Array;
  /** The states [numQueries, dim] of each kept step, steps ascending. */
  readonly states: Map<number, Float32Array>;
  /** [numQueries]: the last recorded step of each query; -1 before the first. */
  readonly reached: Int32Array;
}

const RECORDING_BUDGET_BYTES = 256 * MIB;

/**
 * Returns the stride between kept states that the recording of a complete run ends with. A caller that
 * streams a run requests this stride from the start, so that no states are sent only to be dropped.
 */
export function finalStride(shape: RecordingShape): number {
  const most = Math.max(2, Math.floor((shape.budgetBytes ?? RECORDING_BUDGET_BYTES) / stepBytes(shape)));
  const kept = (stride: number) => Math.floor(shape.steps / stride) + (shape.steps % stride === 0 ? 1 : 2);
  let stride = 1;
  while (kept(stride) > most) stride *= 2;
  return stride;
}

/** Returns the bytes of one step's states, all models together. */
function stepBytes({ models, numQueries, dim }: RecordingShape): number {
  return models.length * numQueries * dim * Float32Array.BYTES_PER_ELEMENT;
}

/**
 * A viewer's recording of a run: the scalars of every step, and states within a byte budget. When the budget
 * is exceeded, the stride between kept states doubles; the first and the last states always stay. The
 * recording belongs to the viewer's process and outlives the engine. The cost of reading does not depend on
 * the length of the run.
 */
export class Recording {
  readonly shape: RecordingShape;
  readonly #tracks = new Map<ModelName, Track>();
  readonly #budgetBytes: number;
  #stride: number;
  #revision = 0;

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

  /**
   * States are kept at multiples of this many steps, and at the first and the last. It grows when states are
   * dropped.
   */
  get stride(): number {
    return this.#stride;
  }

  /**
   * Grows by 1 whenever recorded steps are removed or replaced, as when a run resumes from an earlier step.
   * What was derived from the recording at another revision is out of date.
   */
  get revision(): number {
    return this.#revision;
  }

  /** Returns the energies [steps + 1, numQueries] of the states at each step, NaN until recorded. */
  energies(model: ModelName): Float32Array {
    return this.#track(model).energies;
  }

  /**
   * Returns the Euclidean norms [steps + 1, numQueries] of the gradient over free coordinates, NaN until
   * recorded.
   */
  gradientNorms(model: ModelName): Float32Array {
    return this.#track(model).gradientNorms;
  }

  /** Returns the last step that is recorded for every query; -1 before the first. */
  reached(model: ModelName): number {
    return Math.min(...this.#track(model).reached);
  }

  /**
   * Returns the states [numQueries, dim] of each kept step, steps ascending. Those after `reached` may lack
   * queries.
   */
  states(model: ModelName): ReadonlyMap<number, Float32Array> {
    return this.#track(model).states;
  }

  /**
   * Returns a query's state [dim] at the last kept step up to `step`, and that step; undefined before the
   * first arrives.
   */
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

  /**
   * Yields the kept steps after `after` that every query has reached, ascending, with their states
   * [numQueries, dim].
   */
  *statesAfter(model: ModelName, after: number): Generator<readonly [step: number, states: Float32Array]> {
    const { states } = this.#track(model);
    const reached = this.reached(model);
    for (let step = this.#nextStep(after); step <= reached; step = this.#nextStep(step)) {
      const all = states.get(step);
      if (all) yield [step, all];
    }
  }

  /** The last step at which the states of every query in every model are kept; -1 where there is none. */
  get lastCompleteStep(): number {
    const { models, steps } = this.shape;
    const isComplete = (step: number) => models.every((model) => this.#track(model).states.has(step));
    const reached = Math.min(...models.map((model) => this.reached(model)));
    if (reached === steps && isComplete(steps)) return steps;
    let step = Math.floor(reached / this.#stride) * this.#stride;
    while (step >= 0 && !isComplete(step)) step -= this.#stride;
    return Math.max(-1, step);
  }

  /**
   * Records a frame of a descent, and keeps the frame's own memory where its states are whole. Steps that were
   * recorded already are replaced, and later ones no longer count.
   *
   * @throws EngineError if the frame lacks an array or the recording lacks the model.
   */
  add(meta: StepsMeta, arrays: Readonly<Record<string, FrameArray>>): void {
    const { energies, gradient_norms: norms, states } = arrays;
    invariant(energies && norms && states, 'a steps frame has energies, gradient norms and states');
    const track = this.#track(meta.model);
    const { numQueries, dim } = this.shape;
    const [count = 0, width = 0] = energies.shape;
    const begin = meta.firstStep * numQueries + meta.firstQuery;
    if (!track.energies.subarray(begin, begin + width).every(Number.isNaN))
      this.#removeFrom(track, meta.firstStep);
    for (let i = 0; i < count; i++) {
      const at = (meta.firstStep + i) * numQueries + meta.firstQuery;
      track.energies.set(row(energies, i, width), at);
      track.gradientNorms.set(row(norms, i, width), at);
    }
    meta.stateSteps.forEach((step, i) => {
      if (!this.#keeps(step)) return;
      const sent = row(states, i, width * dim);
      if (width === numQueries) {
        track.states.set(step, sent); // the frame's own memory, which nothing else uses
        return;
      }
      const all = track.states.get(step) ?? new Float32Array(numQueries * dim);
      all.set(sent, meta.firstQuery * dim);
      track.states.set(step, all);
    });
    const last = Math.max(meta.firstStep + count - 1, ...meta.stateSteps);
    track.reached.fill(last, meta.firstQuery, meta.firstQuery + width);
    this.#thin();
  }

  /** Removes everything after a step, because the run resumes there with other settings. */
  cut(step: number): void {
    const { numQueries } = this.shape;
    for (const { energies, gradientNorms, states, reached } of this.#tracks.values()) {
      energies.fill(NaN, (step + 1) * numQueries);
      gradientNorms.fill(NaN, (step + 1) * numQueries);
      for (const kept of states.keys()) if (kept > step) states.delete(kept);
      reached.forEach((known, q) => (reached[q] = Math.min(known, step)));
    }
    this.#revision++;
  }

  /** Removes the scalars of all queries from a step on: when one query is sent again, the others follow. */
  #removeFrom(track: Track, step: number): void {
    track.energies.fill(NaN, step * this.shape.numQueries);
    track.gradientNorms.fill(NaN, step * this.shape.numQueries);
    track.reached.forEach((reached, q) => (track.reached[q] = Math.min(reached, step)));
    this.#revision++;
  }

  #thin(): void {
    const tracks = [...this.#tracks.values()];
    const stateBytes = stepBytes(this.shape) / tracks.length;
    // the first and last states of all models stay whatever the budget is
    const minBytes = 2 * tracks.length * stateBytes;
    for (;;) {
      const bytes = tracks.reduce((sum, { states }) => sum + states.size * stateBytes, 0);
      if (bytes <= Math.max(this.#budgetBytes, minBytes)) return;
      this.#stride *= 2;
      for (const { states } of tracks) {
        for (const [step, state] of states) {
          // a state that stays leaves its frame, which holds the memory of those that do not
          if (this.#keeps(step)) states.set(step, state.slice());
          else states.delete(step);
        }
      }
    }
  }

  /** Returns the next step that may be kept; Infinity after the last. */
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
