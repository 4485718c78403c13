import { toEngineError } from '#shared/errors';
import type { EngineCalls } from './engines';
import { computeLandscapes } from './landscapes';
import { planeOf } from './plane-picks';
import type { PlaneChoice } from '../domain/settings/plane-choice';
import type { Problem } from '../domain/problem';
import { problemOf } from './problems';
import type { Chapter, Run } from './run';
import { silentOptions } from './call-options';

interface Hearers {
  readonly onDrawn: (run: Run) => void;
  readonly onProblem: (problem: Problem) => void;
}

/** Draws landscapes of a run's chapters, one after the other. Whatever is drawn anew ends what was being drawn. */
export class LandscapeJobs {
  #abort = new AbortController();
  /** The run that has not come to a state through which its plane is to go. */
  #waiting: Run | null = null;

  /** `size`: points along each axis. */
  constructor(
    private readonly engines: EngineCalls,
    private readonly size: number,
    private readonly hearers: Hearers,
  ) {}

  stop(): void {
    this.#abort.abort();
  }

  /** The last of the chapters first, or that of a step. */
  async draw(
    run: Run,
    choice: PlaneChoice,
    { chapters = run.chapters, isOver = false, step = Infinity }: JobOptions = {},
  ): Promise<void> {
    this.stop();
    const { signal } = (this.#abort = new AbortController());
    const plane = this.#planeFor(run, choice, isOver);
    const first = run.at(step);
    const order = [...chapters].reverse().sort((a, b) => Number(b === first) - Number(a === first));
    try {
      for (const chapter of order) {
        const { job, prepared } = chapter;
        const request = { memories: job.setup.memories, model: job.model, plane, size: this.size };
        const landscapes = await computeLandscapes(this.engines, request, prepared, silentOptions(signal));
        if (signal.aborted) return;
        chapter.landscapes = landscapes;
        chapter.drawnOn = choice;
        this.hearers.onDrawn(run);
      }
    } catch (thrown) {
      const error = toEngineError(thrown);
      if (error.code === 'cancelled' || signal.aborted) return;
      const again = () => void this.draw(run, choice, { chapters, isOver, step });
      const action = { label: 'Draw them again', run: again };
      this.hearers.onProblem({ ...problemOf('landscape', 'bar', error), action });
    }
  }

  /** The landscapes that are not there yet on the plane that is wanted. */
  drawRest(run: Run, choice: PlaneChoice): Promise<void> {
    return this.draw(run, choice, { chapters: run.undrawnOn(choice) });
  }

  /** Nothing more comes to a run: a plane that waited for its states is drawn. */
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
      this.hearers.onProblem(problemOf('plane', 'bar', toEngineError(thrown)));
      return 'auto';
    }
  }
}

interface JobOptions {
  readonly chapters?: readonly Chapter[];
  /** Nothing more comes to the run. */
  readonly isOver?: boolean;
  /** What is shown meanwhile. */
  readonly step?: number;
}
