import { invariant } from '#shared/errors';
import type { Recording } from '#shared/recording';
import type { Landscapes, Prepared } from '../views/view-model';
import type { Job } from './descent';
import type { Paths } from './paths';
import { NO_PATHS, PathFollower } from './paths';

/** A run under one job: memories may come and go while it is under way, and each time another chapter begins. */
export class Chapter {
  #landscapes: Landscapes | null = null;
  #follower: PathFollower | null = null;

  /** `from` is the first step whose energy is that of these memories. */
  constructor(
    readonly from: number,
    readonly job: Job,
    readonly prepared: Prepared,
    readonly recording: Recording,
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

  /** Projects what was recorded onto the plane, for at most `budgetMs`; false while there is more. */
  project(budgetMs: number): boolean {
    return this.#follower?.advance(budgetMs) ?? true;
  }
}

/** A run and its chapters, of which there is at least one; its recording grows. */
export class Run {
  readonly chapters: Chapter[];

  constructor(
    job: Job,
    prepared: Prepared,
    readonly recording: Recording,
  ) {
    this.chapters = [new Chapter(0, job, prepared, recording)];
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

  /** From a step on, other memories are stored. Queries stay what they were, also where they were filled from memories. */
  begin(from: number, job: Job, prepared: Prepared): void {
    const { queries } = this.at(0).prepared;
    this.chapters.push(new Chapter(from, job, { ...prepared, queries }, this.recording));
  }

  /** The last step of which all models have states and energies: a state's energy comes with the call after it. */
  get lastWholeStep(): number {
    const { recording } = this;
    const { models, numQueries } = recording.shape;
    const steps = models.map((model) => {
      const reached = recording.reached(model);
      const energies = recording.energies(model).subarray(reached * numQueries, (reached + 1) * numQueries);
      return energies.some(Number.isNaN) ? reached - 1 : reached;
    });
    return Math.min(...steps);
  }
}
