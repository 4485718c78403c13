import { invariant } from '#shared/errors';
import { finalStride, Recording } from '#shared/recording';
import type { Landscapes, PreparedStates } from '../domain/run/moment';
import type { Job } from '../domain/settings/job';
import type { Paths } from './plane-paths';
import { NO_PATHS, PathFollower } from './plane-paths';
import type { PlaneChoice } from '../domain/settings/plane-choice';
import { areNumbersEqual, isEqual } from '../domain/equality';
import type { Settings } from '../domain/settings/settings';

/** A run under one job: memories and settings may change while it is under way, and each time another chapter begins. */
export class Chapter {
  /** The plane that was wanted when its landscapes were drawn; null where they are those of a file. */
  drawnOn: PlaneChoice | null = null;
  #landscapes: Landscapes | null = null;
  #follower: PathFollower | null = null;

  /** `from` is the first step whose energy is that of these memories. */
  constructor(
    readonly from: number,
    readonly job: Job,
    readonly prepared: PreparedStates,
    readonly recording: Recording,
    readonly settings: Settings,
  ) {}

  /** They come when they are ready. */
  get landscapes(): Landscapes | null {
    return this.#landscapes;
  }

  set landscapes(landscapes: Landscapes | null) {
    this.#landscapes = landscapes;
    this.#follower = landscapes && new PathFollower(this.recording, landscapes);
  }

  /** All that was recorded, seen on the plane of these landscapes. */
  get paths(): Paths {
    return this.#follower?.paths ?? NO_PATHS;
  }

  /** Takes over the landscapes of another chapter where its own would be the same: they follow from the models and these states. */
  takeOver({ job, prepared, landscapes, drawnOn }: Chapter): void {
    const hasSameStates =
      isEqual(this.prepared.items, prepared.items) &&
      areNumbersEqual(this.prepared.memories, prepared.memories) &&
      areNumbersEqual(this.prepared.queries, prepared.queries);
    // but for rounding, all devices give the same numbers
    const { device } = this.job.model;
    if (!hasSameStates || !isEqual(this.job.model, { ...job.model, device })) return;
    this.landscapes = landscapes;
    this.drawnOn = drawnOn;
  }

  /** Projects what was recorded onto the plane, for at most `budgetMs`; false while there is more. */
  project(budgetMs: number): boolean {
    return this.#follower?.advance(budgetMs) ?? true;
  }
}

/** Steps up to the last, which is not of them. */
export type Stretch = readonly [from: number, end: number];

/** A run and its chapters, of which there is at least one; its recording grows. */
export class Run {
  readonly chapters: Chapter[];
  /** Steps at which the engine was started again. */
  readonly restarts: number[] = [];

  constructor(
    job: Job,
    prepared: PreparedStates,
    readonly recording: Recording,
    settings: Settings,
  ) {
    this.chapters = [new Chapter(0, job, prepared, recording, settings)];
  }

  get last(): Chapter {
    return this.at(Infinity);
  }

  /** The chapter that a step belongs to. */
  at(step: number): Chapter {
    const [first, ...later] = this.chapters;
    invariant(first, 'a run begins with a chapter');
    return later.findLast(({ from }) => from <= step) ?? first;
  }

  /** The steps of a chapter. */
  stretchOf({ from }: Chapter): Stretch {
    return [from, this.chapters.find((other) => other.from > from)?.from ?? Infinity];
  }

  /** The chapters whose landscapes are not there yet, or are those of another plane. */
  undrawnOn(plane: PlaneChoice): readonly Chapter[] {
    return this.chapters.filter(
      ({ landscapes, drawnOn }) => !landscapes || (drawnOn !== null && !isEqual(drawnOn, plane)),
    );
  }

  /** Goes on showing the landscapes of the run before it, unless others are to be drawn. */
  follow({ last }: Run): void {
    // of a file they may be those of another version, and a plane through states goes through this run's own
    if (last.drawnOn && last.drawnOn.kind !== 'through') this.last.takeOver(last);
  }

  /** After a step, something else is stored or set; what was recorded of it before is dropped. Queries stay what they were, also where they were filled from memories. */
  begin(from: number, job: Job, prepared: PreparedStates, settings: Settings): void {
    const { last } = this;
    const { queries } = last.prepared;
    const chapter = new Chapter(from, job, { ...prepared, queries }, this.recording, settings);
    chapter.takeOver(last);
    this.chapters.push(chapter);
    this.recording.cut(from);
  }

  /** The last step at which all models have states and energies. A state's energy comes with the call after it. */
  get lastEvaluatedStep(): number {
    const { recording } = this;
    const { models, numQueries } = recording.shape;
    const steps = models.map((model) => {
      const reached = recording.reached(model);
      const energies = recording.energies(model).subarray(reached * numQueries, (reached + 1) * numQueries);
      return energies.some(Number.isNaN) ? reached - 1 : reached;
    });
    return Math.min(...steps);
  }

  /** Whether all models have states of one step, to go on from. */
  get canGoOn(): boolean {
    return this.recording.lastCompleteStep >= 0;
  }

  get isOver(): boolean {
    return this.lastEvaluatedStep === this.recording.shape.steps;
  }
}

/** A run of which nothing is recorded yet. Its recording keeps the states of as many steps as its budget allows. */
export function newRun(job: Job, prepared: PreparedStates, settings: Settings): Run {
  const { numQueries, dim } = prepared;
  const shape = { models: job.model.models, numQueries, dim, steps: job.descent.steps };
  const recording = new Recording({ ...shape, stride: finalStride(shape) });
  return new Run(job, prepared, recording, settings);
}
