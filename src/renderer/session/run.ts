import { invariant } from '#shared/errors';
import { finalStride, Recording } from '#shared/recording';
import type { Landscapes, PreparedStates } from '../domain/run/moment';
import type { Job } from '../domain/settings/job';
import type { Paths } from './plane-paths';
import { NO_PATHS, PathFollower } from './plane-paths';
import type { WantedPlane } from '../domain/settings/plane-choice';
import { areNumbersEqual, isEqual } from '../domain/equality';
import type { Settings } from '../domain/settings/settings';

/** The steps of a run that share one job. When memories or settings change during a run, a new segment begins. */
export class RunSegment {
  /** The plane that was wanted when the landscapes were drawn; null if they come from a file. */
  drawnOn: WantedPlane | null = null;
  #landscapes: Landscapes | null = null;
  #follower: PathFollower | null = null;

  /** `from` is the first step with the energy of these memories. */
  constructor(
    readonly from: number,
    readonly job: Job,
    readonly prepared: PreparedStates,
    readonly recording: Recording,
    readonly settings: Settings,
  ) {}

  /** Null until they are computed. */
  get landscapes(): Landscapes | null {
    return this.#landscapes;
  }

  show(landscapes: Landscapes | null, drawnOn: WantedPlane | null): void {
    this.#landscapes = landscapes;
    this.#follower = landscapes && new PathFollower(this.recording, landscapes);
    this.drawnOn = drawnOn;
  }

  /** Whether landscapes are drawn on the plane; those of a file count as such, unless they are those of another query. */
  isOn(plane: WantedPlane): boolean {
    const { landscapes, drawnOn } = this;
    if (drawnOn) return isEqual(drawnOn, plane);
    const ofQuery = landscapes?.descent?.query;
    return landscapes !== null && (plane.kind !== 'auto' || (ofQuery ?? plane.query) === plane.query);
  }

  /** The recorded trajectories on the plane of these landscapes. */
  get paths(): Paths {
    return this.#follower?.paths ?? NO_PATHS;
  }

  /** Takes the landscapes of another segment if its own would be equal, that is if states and models are the same. */
  reuseLandscapes({ job, prepared, landscapes, drawnOn }: RunSegment): void {
    const hasSameStates =
      isEqual(this.prepared.items, prepared.items) &&
      areNumbersEqual(this.prepared.memories, prepared.memories) &&
      areNumbersEqual(this.prepared.queries, prepared.queries);
    // all devices give the same numbers up to rounding
    const { device } = this.job.model;
    if (!hasSameStates || !isEqual(this.job.model, { ...job.model, device })) return;
    this.show(landscapes, drawnOn);
  }

  /** Projects what was recorded onto the plane, for at most `budgetMs`. Returns false if more is left. */
  project(budgetMs: number): boolean {
    return this.#follower?.advance(budgetMs) ?? true;
  }
}

/** A range of steps, excluding `end`. */
export type StepRange = readonly [from: number, end: number];

/** A run with its recording, which grows, and its segments, of which there is at least one. */
export class Run {
  readonly segments: RunSegment[];
  /** The steps at which the engine was restarted. */
  readonly restarts: number[] = [];

  constructor(
    job: Job,
    prepared: PreparedStates,
    readonly recording: Recording,
    settings: Settings,
  ) {
    this.segments = [new RunSegment(0, job, prepared, recording, settings)];
  }

  get last(): RunSegment {
    return this.at(Infinity);
  }

  /** Returns the segment of a step. */
  at(step: number): RunSegment {
    const [first, ...later] = this.segments;
    invariant(first, 'a run begins with a segment');
    return later.findLast(({ from }) => from <= step) ?? first;
  }

  /** Returns the range of steps of a segment. */
  stepRangeOf({ from }: RunSegment): StepRange {
    return [from, this.segments.find((other) => other.from > from)?.from ?? Infinity];
  }

  /** Returns the segments whose landscapes are missing or belong to another plane. */
  withoutLandscapesOn(plane: WantedPlane): readonly RunSegment[] {
    return this.segments.filter((one) => !one.isOn(plane) || one.landscapes?.isCoarse === true);
  }

  /** Reuses the landscapes of the previous run if they would be the same. */
  reuseLandscapesOf({ last }: Run): void {
    // landscapes of a file may be those of another version, and a plane through states depends on the run
    if (last.drawnOn && last.drawnOn.kind !== 'through') this.last.reuseLandscapes(last);
  }

  /** Starts a new segment after step `from` and drops later steps from the recording. Queries keep their initial states, even those filled from memories. */
  begin(from: number, job: Job, prepared: PreparedStates, settings: Settings): void {
    const { last } = this;
    const { queries } = last.prepared;
    const segment = new RunSegment(from, job, { ...prepared, queries }, this.recording, settings);
    segment.reuseLandscapes(last);
    this.segments.push(segment);
    this.recording.cut(from);
  }

  /** The last step at which all models have states and energies. The energy of a state arrives one step later. */
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

  /** Whether all models have states at one step, so the run can be resumed. */
  get canContinue(): boolean {
    return this.recording.lastCompleteStep >= 0;
  }

  get isOver(): boolean {
    return this.lastEvaluatedStep === this.recording.shape.steps;
  }
}

/** Creates a run with an empty recording, which keeps the states of as many steps as its budget allows. */
export function newRun(job: Job, prepared: PreparedStates, settings: Settings): Run {
  const { numQueries, dim } = prepared;
  const shape = { models: job.model.models, numQueries, dim, steps: job.descent.steps };
  const recording = new Recording({ ...shape, stride: finalStride(shape) });
  return new Run(job, prepared, recording, settings);
}
