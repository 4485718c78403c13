import { toEngineError } from '#shared/errors';
import type { EngineCalls } from './engines';
import { computeLandscapes } from './landscapes';
import { planeOf } from './plane-picks';
import type { WantedPlane } from '../domain/settings/plane-choice';
import type { Problem } from '../domain/problem';
import { problemOf } from './problems';
import type { RunSegment, Run } from './run';
import { silentOptions } from './call-options';

interface Callbacks {
  readonly onDrawn: (run: Run) => void;
  readonly onProblem: (problem: Problem) => void;
}

/** The number of grid points along each axis of the landscape that is there before the fine one. */
const COARSE_SIZE = 64;

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

  /**
   * Computes the landscape of the segment at `step` first, then the others from the last to the first. A first segment
   * without one on the plane has a coarse landscape at once, and its fine one after `firstStates`.
   */
  async draw(
    run: Run,
    choice: WantedPlane,
    { segments = run.segments, isOver = false, step = Infinity, firstStates }: JobOptions = {},
  ): Promise<void> {
    this.stop();
    const { signal } = (this.#abort = new AbortController());
    const plane = this.#planeFor(run, choice, isOver);
    const first = run.at(step);
    const order = [...segments].reverse().sort((a, b) => Number(b === first) - Number(a === first));
    try {
      const compute = async (segment: RunSegment, size: number) => {
        const { job, prepared } = segment;
        const query = choice.kind === 'auto' ? choice.query : 0;
        const request = {
          memories: job.setup.memories,
          model: job.model,
          descent: job.descent,
          plane,
          query,
          size,
        };
        const landscapes = await computeLandscapes(this.engines, request, prepared, silentOptions(signal));
        if (signal.aborted) return;
        const isCoarse = size < this.size;
        segment.show(isCoarse ? { ...landscapes, isCoarse } : landscapes, choice);
        this.callbacks.onDrawn(run);
      };
      const [shownFirst] = order;
      if (shownFirst && !shownFirst.isOn(choice) && this.size > COARSE_SIZE)
        await compute(shownFirst, COARSE_SIZE);
      await firstStates;
      for (const segment of order) {
        if (signal.aborted) return;
        await compute(segment, this.size);
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
  drawRest(run: Run, choice: WantedPlane, firstStates?: Promise<void>): Promise<void> {
    return this.draw(run, choice, {
      segments: run.withoutLandscapesOn(choice),
      ...(firstStates && { firstStates }),
    });
  }

  /** Draws a plane that waited for states of a run that has ended. */
  finish(run: Run, choice: WantedPlane): void {
    if (this.#waiting === run) void this.draw(run, choice, { isOver: true });
  }

  #planeFor(run: Run, choice: WantedPlane, isOver: boolean) {
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
  /** Resolves once the run has states, which a person waits for: until then nothing but a coarse landscape is computed. */
  readonly firstStates?: Promise<void>;
}
