import type { Recording } from '#shared/recording';
import type { Reliability } from '#shared/reliability';
import { predictedReliability } from '../domain/run/predicted-reliability';
import type { RunEvent } from '../domain/run/session-state';
import type { Moment, PreparedStates } from '../domain/run/moment';
import type { Job } from '../domain/settings/job';
import { changeText } from './change-impact';
import { energyCutOf } from './energy-cut';
import { NO_PATHS } from './plane-paths';
import type { Playback } from './playback.svelte';
import type { RunSegment, Run } from './run';

/** The shortest time between two refreshes of the views. */
const REFRESH_MS = 33;
/** A frame that takes no longer costs nothing: displays show about sixty in a second. */
const FREE_FRAME_MS = 17;
/** The share of the time that drawing may take. The engine, which may run on the same cores, needs the rest. */
const DRAWING_SHARE = 0.1;
/** The longest time between two refreshes, however slow drawing is. */
const SLOWEST_REFRESH_MS = 1000;
/** The time that projecting states may take in one refresh. */
const PROJECTION_MS = 8;

/** A segment as it was at the last refresh. */
type DisplayedSegment = Pick<Moment, 'prepared' | 'landscapes' | 'paths' | 'energyCut'> &
  Pick<RunSegment, 'from' | 'settings'>;

interface Snapshot {
  readonly run: Run;
  readonly segments: readonly DisplayedSegment[];
  readonly restarts: readonly number[];
}

/** The run that the views draw. The previous run stays until the next one has a complete step. */
export class DisplayedRun {
  reliability = $state.raw<Reliability | null>(null);
  #snapshot = $state.raw<Snapshot | null>(null);
  /** The states and the job of another set, before its run has a step. */
  #upcoming = $state.raw<Pick<RunSegment, 'prepared' | 'job'> | null>(null);
  readonly #playback: Playback;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #projecting: ReturnType<typeof setTimeout> | undefined;
  #refreshMs = REFRESH_MS;

  constructor(playback: Playback) {
    this.#playback = playback;
  }

  get run(): Run | null {
    return this.#snapshot?.run ?? null;
  }

  /** The states and the job that are displayed last, before the first step too; null before anything is displayed. */
  get last(): Pick<RunSegment, 'prepared' | 'job'> | null {
    return this.run?.last ?? this.#upcoming;
  }

  /** The events of the run: the steps at which settings changed or the engine was restarted. */
  get events(): readonly RunEvent[] {
    const { segments, restarts } = this.#snapshot ?? { segments: [], restarts: [] };
    const changes = segments.slice(1).map(({ from, settings }, i): RunEvent => {
      const before = segments[i]?.settings ?? settings;
      // the plane is not a setting of the run
      return { step: from, kind: 'change', text: changeText(before, { ...settings, plane: before.plane }) };
    });
    const lost = restarts.map((step): RunEvent => ({ step, kind: 'restart', text: 'engine restarted' }));
    return [...lost, ...changes];
  }

  momentOf(query: number, step = this.#playback.step): Moment | null {
    if (!this.#snapshot) return this.#upcoming && momentBefore(this.#upcoming.prepared, query);
    const { run, segments } = this.#snapshot;
    const segment = segments.findLast(({ from }) => from <= step) ?? segments[0];
    if (!segment) return null;
    const { prepared, landscapes, paths, energyCut } = segment;
    const { recording } = run;
    const selected = Math.min(query, prepared.numQueries - 1);
    return { prepared, recording, landscapes, paths, energyCut, step, query: selected };
  }

  /** Shows the states of another set before its run has a step, so that nothing of the previous set stands beside them. */
  showPrepared(prepared: PreparedStates, job: Job): void {
    this.cancelRefresh();
    this.#snapshot = null;
    this.#upcoming = { prepared, job };
    this.reliability = predictedReliability(prepared, job);
    this.#playback.setLimit(0);
  }

  /** Schedules a refresh at the present rate. A run that is not displayed yet is shown without waiting for that rate. */
  refreshSoon(run: Run): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.refresh(run);
      },
      this.run === run ? this.#refreshMs : REFRESH_MS,
    );
  }

  /** Shows what was recorded since the last refresh, once a step is complete. */
  refresh(run: Run): void {
    const reached = run.lastEvaluatedStep;
    if (reached < 0) return;
    const { recording, segments, last } = run;
    if (this.run !== run || this.#snapshot?.segments.length !== segments.length)
      this.reliability = predictedReliability(last.prepared, last.job);
    const isComplete = last.project(PROJECTION_MS) && segments.every((one) => one.project(PROJECTION_MS));
    this.#snapshot = { run, segments: shownOf(segments, recording), restarts: [...run.restarts] };
    this.#upcoming = null;
    this.#playback.setLimit(reached);
    this.#pace();
    if (!isComplete) this.#projectRest(run);
  }

  /** Cancels the scheduled refresh. */
  cancelRefresh(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#projecting);
    this.#timer = this.#projecting = undefined;
  }

  /** Projects the rest of the states between frames, which slow drawing does not hold up, and shows them together. */
  #projectRest(run: Run): void {
    clearTimeout(this.#projecting);
    this.#projecting = setTimeout(() => {
      if (run.segments.every((one) => one.project(PROJECTION_MS))) this.refreshSoon(run);
      else this.#projectRest(run);
    }, FREE_FRAME_MS);
  }

  /** Measures how long drawing takes, and lowers the refresh rate if it is slow. */
  #pace(): void {
    requestAnimationFrame((begun) => {
      requestAnimationFrame((drawn) => {
        const wanted = (drawn - begun - FREE_FRAME_MS) / DRAWING_SHARE;
        this.#refreshMs = Math.min(SLOWEST_REFRESH_MS, Math.max(REFRESH_MS, wanted));
      });
    });
  }
}

/** Returns the moment of states that have no run yet. */
function momentBefore(prepared: PreparedStates, query: number): Moment {
  const selected = Math.min(query, prepared.numQueries - 1);
  return {
    prepared,
    recording: null,
    landscapes: null,
    paths: NO_PATHS,
    energyCut: 0,
    step: 0,
    query: selected,
  };
}

/** A segment shows the landscapes of the previous one until its own are drawn. Shared landscapes are cut at one energy. */
function shownOf(segments: readonly RunSegment[], recording: Recording): DisplayedSegment[] {
  const shown: DisplayedSegment[] = [];
  for (const { from, settings, prepared, landscapes: drawn, paths: drawnPaths } of segments) {
    const before = shown.at(-1);
    const { landscapes, paths } = drawn || !before ? { landscapes: drawn, paths: drawnPaths } : before;
    const energyCut =
      before?.landscapes === landscapes ? before.energyCut : energyCutOf(recording, landscapes, from);
    shown.push({ from, settings, prepared, landscapes, paths, energyCut });
  }
  return shown;
}
