import { toEngineError } from '#shared/errors';
import type { EngineCalls } from './engines';
import { computeLandscapes } from './landscapes';
import { planeOf } from './plane-picks';
import type { PlaneChoice } from '../domain/settings/plane-choice';
import type { Problem } from '../domain/problem';
import { problemOf } from './problems';
import type { RunSegment, Run } from './run';
import { silentOptions } from './call-options';

interface Callbacks {
  readonly onDrawn: (run: Run) => void;
  readonly onProblem: (problem: Problem) => void;
}

/** Computes the landscapes of a run's segments, one after the other. A new request cancels the one before it. */
export class LandscapeJobs {
  #abort = new AbortController();
  /** The run that has not reached a state of its plane yet. */
  #waiting: Run | null = null;

  /** `size` is the number of grid points along each axis. */
  constructor(
    private readonly engines: EngineCalls,
    private readonly size: number,
    private readonly callbacks: Callbacks,
  ) {}

  stop(): void {
    this.#abort.abort();
  }

  /** Computes the landscape of the segment at `step` first, then the others from the last to the first. */
  async draw(
    run: Run,
    choice: PlaneChoice,
    { segments = run.segments, isOver = false, step = Infinity }: JobOptions = {},
  ): Promise<void> {
    this.stop();
    const { signal } = (this.#abort = new AbortController());
    const plane = this.#planeFor(run, choice, isOver);
    const first = run.at(step);
    const order = [...segments].reverse().sort((a, b) => Number(b === first) - Number(a === first));
    try {
      for (const segment of order) {
        const { job, prepared } = segment;
        const request = { memories: job.setup.memories, model: job.model, plane, size: this.size };
        const landscapes = await computeLandscapes(this.engines, request, prepared, silentOptions(signal));
        if (signal.aborted) return;
        segment.landscapes = landscapes;
        segment.drawnOn = choice;
        this.callbacks.onDrawn(run);
      }
    } catch (thrown) {
      const error = toEngineError(thrown);
      if (error.code === 'cancelled' || signal.aborted) return;
      const retry = () => void this.draw(run, choice, { segments, isOver, step });
      const action = { label: 'Try again', run: retry };
      this.callbacks.onProblem({ ...problemOf('landscape', 'bar', error), action });
    }
  }

  /** Computes the landscapes that are missing on the chosen plane. */
  drawRest(run: Run, choice: PlaneChoice): Promise<void> {
    return this.draw(run, choice, { segments: run.withoutLandscapesOn(choice) });
  }

  /** Draws a plane that waited for states of a run that has ended. */
  finish(run: Run, choice: PlaneChoice): void {
    if (this.#waiting === run) void this.draw(run, choice, { isOver: true });
  }

  #planeFor(run: Run, choice: PlaneChoice, isOver: boolean) {
    this.#waiting = null;
    try {
      const plane = planeOf(choice, run, isOver);
      if (plane === 'auto' && choice.kind === 'through') this.#waiting = run;
      return plane;
    } catch (thrown) {
      this.callbacks.onProblem(problemOf('plane', 'bar', toEngineError(thrown)));
      return 'auto';
    }
  }
}

interface JobOptions {
  readonly segments?: readonly RunSegment[];
  /** Whether the run has ended. */
  readonly isOver?: boolean;
  /** The step that the views show. */
  readonly step?: number;
}
