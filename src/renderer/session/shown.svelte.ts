import type { Recording } from '#shared/recording';
import type { Trust } from '#shared/trust';
import { predictTrust } from '#shared/trust';
import { spreadIn } from '../views/spread';
import type { Landscapes, Moment, Prepared } from '../views/view-model';
import type { Job } from './descent';
import { energyCutOf } from './energy-cut';
import type { Paths } from './paths';
import { NO_PATHS, PathFollower } from './paths';
import type { Playback } from './playback.svelte';

/** A run and what is known of it; its recording grows, its landscapes come when they are ready. */
export class Run {
  #landscapes: Landscapes | null = null;
  #follower: PathFollower | null = null;

  constructor(
    readonly job: Job,
    readonly prepared: Prepared,
    readonly recording: Recording,
  ) {}

  get landscapes(): Landscapes | null {
    return this.#landscapes;
  }

  set landscapes(landscapes: Landscapes | null) {
    this.#landscapes = landscapes;
    this.#follower = landscapes && new PathFollower(this.recording, landscapes);
  }

  get paths(): Paths {
    return this.#follower?.paths ?? NO_PATHS;
  }

  /** Projects what was recorded onto the plane, for at most `budgetMs`; false while there is more. */
  project(budgetMs: number): boolean {
    return this.#follower?.advance(budgetMs) ?? true;
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

/** How often views hear of what streams in, at most. */
const REFRESH_MS = 33;
/** Drawing may take this share of the time: the rest is the engine's, where both run on the same cores. */
const DRAWING_SHARE = 0.25;
/** Views hear at least this often, however slow drawing is. */
const SLOWEST_REFRESH_MS = 1000;
/** Time that projecting states may take of one refresh. */
const PROJECTION_MS = 8;

/** What a run looked like at its last refresh. */
interface Snapshot {
  readonly run: Run;
  readonly landscapes: Landscapes | null;
  readonly paths: Paths;
  readonly energyCut: number;
}

/** What the views draw: the run before goes on being shown until the next one has something to show. */
export class Shown {
  trust = $state.raw<Trust | null>(null);
  #snapshot = $state.raw<Snapshot | null>(null);
  readonly #playback: Playback;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #refreshMs = REFRESH_MS;

  constructor(playback: Playback) {
    this.#playback = playback;
  }

  get run(): Run | null {
    return this.#snapshot?.run ?? null;
  }

  momentOf(query: number): Moment | null {
    if (!this.#snapshot) return null;
    const { run, landscapes, paths, energyCut } = this.#snapshot;
    const { prepared, recording } = run;
    const step = this.#playback.step;
    return {
      prepared,
      recording,
      landscapes,
      paths,
      energyCut,
      step,
      query: Math.min(query, prepared.numQueries - 1),
    };
  }

  refreshSoon(run: Run): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.refresh(run);
    }, this.#refreshMs);
  }

  /** Shows what has come in since the last time, once there is something. */
  refresh(run: Run): void {
    const reached = run.lastWholeStep;
    if (reached < 0) return;
    if (this.run !== run) this.trust = trustIn(run);
    const isComplete = run.project(PROJECTION_MS);
    const { recording, landscapes, paths } = run;
    this.#snapshot = { run, landscapes, paths, energyCut: energyCutOf(recording, landscapes) };
    this.#playback.setLimit(reached);
    this.#pace();
    if (!isComplete) this.refreshSoon(run);
  }

  /** Forgets what was to be shown of a run that another one follows. */
  cancelRefresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Measures what drawing takes, and asks for it less often where it is slow. */
  #pace(): void {
    requestAnimationFrame((begun) => {
      requestAnimationFrame((drawn) => {
        const wanted = (drawn - begun) / DRAWING_SHARE - REFRESH_MS;
        this.#refreshMs = Math.min(SLOWEST_REFRESH_MS, Math.max(REFRESH_MS, wanted));
      });
    });
  }
}

function trustIn({ prepared, job }: Run): Trust {
  const { beta, drdam } = job.model;
  return predictTrust(spreadIn(prepared), { beta, numFeatures: drdam.numFeatures });
}
