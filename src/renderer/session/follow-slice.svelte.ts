import { untrack } from 'svelte';
import type { EngineError } from '#shared/errors';
import { toEngineError } from '#shared/errors';
import type { ModelName } from '#shared/setup';
import type { Landscapes, Moment } from '../domain/run/moment';
import type { EngineCalls } from './engines';
import type { Run } from './run';
import type { SliceTarget } from './slice-surfaces';
import { computeSlices } from './slice-surfaces';
import { silentOptions } from './call-options';

/** A step that is shown for this long gets the full grid. */
const REST_MS = 150;
/** With fewer points along an axis, basins cannot be told apart. */
const COARSEST = 96;
/** The share of the time that slices may take while a run computes on the same cores. */
const SHARE_BESIDE_RUN = 0.25;

/**
 * Moves one slice per model through the state of the selected query, and computes its landscape as the state moves.
 * Always computes the newest step next and skips those in between. The grid is coarse while the state moves, and full
 * once it rests.
 */
export class FollowSlice {
  isOn = $state(false);
  /** The landscapes that were computed last, and their target. */
  #shown = $state.raw<{ readonly target: SliceTarget; readonly landscapes: Landscapes } | null>(null);
  readonly #engines: EngineCalls;
  readonly #fullSize: number;
  readonly #onError: (error: EngineError) => void;
  #requested: SliceTarget | null = null;
  #isResting = false;
  #isBesideRun = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The computation under way. */
  #job: { readonly size: number; readonly abort: AbortController } | null = null;

  /** `fullSize` is the number of grid points along each axis once the state rests. */
  constructor(engines: EngineCalls, fullSize: number, onError: (error: EngineError) => void) {
    this.#engines = engines;
    this.#fullSize = fullSize;
    this.#onError = onError;
  }

  /** Returns a moment on the newest slices that were computed for its plane and query. */
  over(moment: Moment | null): Moment | null {
    const shown = this.#shown;
    if (!this.isOn || !moment || !shown) return moment;
    const { plane, moment: of } = shown.target;
    const isOfIt =
      plane === moment.landscapes && of.prepared === moment.prepared && of.query === moment.query;
    return isOfIt ? { ...moment, landscapes: shown.landscapes } : moment;
  }

  /** Computes the slices of a moment, unless another moment is requested first. */
  follow(moment: Moment | null, run: Run | null, isBesideRun: boolean): void {
    const target = this.isOn && moment && run ? sliceTargetOf(moment, run) : null;
    this.#isBesideRun = isBesideRun;
    untrack(() => {
      if (target) this.#request(target);
      else this.#stop();
    });
  }

  #request(target: SliceTarget): void {
    if (this.#requested && isSameTarget(this.#requested, target)) return;
    const before = this.#requested;
    const isElsewhere = before?.plane !== target.plane || before.moment.query !== target.moment.query;
    this.#requested = target;
    this.#isResting = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isResting = true;
      this.#next();
    }, REST_MS);
    // cancels a full grid of an earlier step, or a slice of another query
    if (isElsewhere || this.#job?.size === this.#fullSize) this.#job?.abort.abort();
    this.#next();
  }

  /** Returns a moment on the slices through its states, with the full grid. */
  async exactly(moment: Moment, run: Run, signal: AbortSignal): Promise<Moment> {
    const target = this.isOn ? sliceTargetOf(moment, run) : null;
    if (!target) return moment;
    const shown = this.#shown;
    const isComputed =
      shown && isSameTarget(shown.target, target) && shown.landscapes.size === this.#fullSize;
    const landscapes = isComputed
      ? shown.landscapes
      : await computeSlices(this.#engines, target, this.#fullSize, silentOptions(signal));
    return { ...moment, landscapes };
  }

  #stop(): void {
    this.#requested = null;
    this.#shown = null;
    clearTimeout(this.#timer);
    this.#job?.abort.abort();
  }

  #next(): void {
    const target = this.#requested;
    if (!target || this.#job) return;
    const size = this.#isResting ? this.#fullSize : this.#movingSize;
    const shown = this.#shown;
    if (shown && isSameTarget(shown.target, target) && shown.landscapes.size >= size) return;
    void this.#compute(target, size);
  }

  async #compute(target: SliceTarget, size: number): Promise<void> {
    const abort = new AbortController();
    this.#job = { size, abort };
    const start = performance.now();
    try {
      const landscapes = await computeSlices(this.#engines, target, size, silentOptions(abort.signal));
      if (!abort.signal.aborted) this.#shown = { target, landscapes };
    } catch (thrown) {
      if (!abort.signal.aborted) {
        this.isOn = false;
        this.#requested = null; // it would fail again
        this.#onError(toEngineError(thrown));
      }
    }
    const pauseMs = this.#isBesideRun ? (performance.now() - start) * (1 / SHARE_BESIDE_RUN - 1) : 0;
    setTimeout(() => {
      this.#job = null;
      this.#next();
    }, pauseMs);
  }

  get #movingSize(): number {
    return Math.min(this.#fullSize, Math.max(COARSEST, this.#fullSize / 2));
  }
}

/** Returns null before the selected query has a state, or before the landscapes of the plane exist. */
function sliceTargetOf(moment: Moment, run: Run): SliceTarget | null {
  const { landscapes: plane, recording, step, query } = moment;
  if (!plane || !recording) return null;
  const models = (Object.keys(plane.energies) as ModelName[]).filter((model) =>
    recording.shape.models.includes(model),
  );
  const found = models.map((model) => [model, recording.stateAt(model, query, step)?.state] as const);
  if (models.length === 0 || found.some(([, state]) => !state)) return null;
  const segment = run.at(step);
  const { job } = segment;
  return { moment, plane, job, steps: run.stepRangeOf(segment), states: Object.fromEntries(found) };
}

/** Compares states by their place in memory, since the states of a recording do not change. */
function isSameTarget(a: SliceTarget, b: SliceTarget): boolean {
  const models = Object.keys(b.states) as ModelName[];
  return (
    a.plane === b.plane &&
    a.job === b.job &&
    models.every((model) => {
      const [one, other] = [a.states[model], b.states[model]];
      return one?.buffer === other?.buffer && one?.byteOffset === other?.byteOffset;
    })
  );
}
