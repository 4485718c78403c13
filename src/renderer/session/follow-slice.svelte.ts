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

/** A step that stays so long is rested on, and gets the full grid. */
const REST_MS = 150;
/** Below this many points along an axis basins are no longer seen. */
const COARSEST = 96;
/** While a run computes on the same cores, slices take this share of the time. */
const SHARE_BESIDE_RUN = 0.25;

/**
 * The slice that rides with the selected query: its landscapes are computed anew as the state moves. The newest step that
 * is wanted comes next, those in between are passed over; a coarse grid while it moves, the full one once it rests.
 */
export class FollowSlice {
  isOn = $state(false);
  /** What was computed last, and of which target. */
  #shown = $state.raw<{ readonly target: SliceTarget; readonly landscapes: Landscapes } | null>(null);
  readonly #engines: EngineCalls;
  readonly #fullSize: number;
  readonly #onError: (error: EngineError) => void;
  #wanted: SliceTarget | null = null;
  #isResting = false;
  #isBesideRun = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What is under way. */
  #job: { readonly size: number; readonly abort: AbortController } | null = null;

  /** `fullSize`: points along each axis where it rests. */
  constructor(engines: EngineCalls, fullSize: number, onError: (error: EngineError) => void) {
    this.#engines = engines;
    this.#fullSize = fullSize;
    this.#onError = onError;
  }

  /** A moment as it is seen on the newest slices of its plane. */
  over(moment: Moment | null): Moment | null {
    const shown = this.#shown;
    if (!this.isOn || !moment || !shown) return moment;
    const { plane, moment: of } = shown.target;
    const isOfIt =
      plane === moment.landscapes && of.prepared === moment.prepared && of.query === moment.query;
    return isOfIt ? { ...moment, landscapes: shown.landscapes } : moment;
  }

  /** Computes the slices of a moment, unless others are wanted before it comes to them. */
  follow(moment: Moment | null, run: Run | null, isBesideRun: boolean): void {
    const target = this.isOn && moment && run ? sliceTargetOf(moment, run) : null;
    this.#isBesideRun = isBesideRun;
    untrack(() => {
      if (target) this.#want(target);
      else this.#stop();
    });
  }

  #want(target: SliceTarget): void {
    if (this.#wanted && isSameTarget(this.#wanted, target)) return;
    const before = this.#wanted;
    const isElsewhere = before?.plane !== target.plane || before.moment.query !== target.moment.query;
    this.#wanted = target;
    this.#isResting = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isResting = true;
      this.#next();
    }, REST_MS);
    // a full grid of a step that is over, or a slice of something else, is of no use
    if (isElsewhere || this.#job?.size === this.#fullSize) this.#job?.abort.abort();
    this.#next();
  }

  /** A moment on its own slices, with the full grid. */
  async exactly(moment: Moment, run: Run, signal: AbortSignal): Promise<Moment> {
    const target = this.isOn ? sliceTargetOf(moment, run) : null;
    if (!target) return moment;
    const shown = this.#shown;
    const isThere = shown && isSameTarget(shown.target, target) && shown.landscapes.size === this.#fullSize;
    const landscapes = isThere
      ? shown.landscapes
      : await computeSlices(this.#engines, target, this.#fullSize, silentOptions(signal));
    return { ...moment, landscapes };
  }

  #stop(): void {
    this.#wanted = null;
    this.#shown = null;
    clearTimeout(this.#timer);
    this.#job?.abort.abort();
  }

  #next(): void {
    const target = this.#wanted;
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
        this.#wanted = null; // it would fail again
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

/** Null before the selected query has a state, or the plane its landscapes. */
function sliceTargetOf(moment: Moment, run: Run): SliceTarget | null {
  const { landscapes: plane, recording, step, query } = moment;
  if (!plane || !recording) return null;
  const models = (Object.keys(plane.energies) as ModelName[]).filter((model) =>
    recording.shape.models.includes(model),
  );
  const found = models.map((model) => [model, recording.stateAt(model, query, step)?.state] as const);
  if (models.length === 0 || found.some(([, state]) => !state)) return null;
  const chapter = run.at(step);
  const { job } = chapter;
  return { moment, plane, job, steps: run.stretchOf(chapter), states: Object.fromEntries(found) };
}

/** States of a recording do not change: they are the same where they are at one place. */
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
