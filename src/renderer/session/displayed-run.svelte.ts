import type { Recording } from '#shared/recording';
import { initialBeta } from '#shared/beta-schedule';
import type { Reliability } from '#shared/reliability';
import { reliabilitySettings, predictReliability } from '#shared/reliability';
import type { RunEvent } from '../domain/run/session-state';
import type { Moment } from '../domain/run/moment';
import { changeText } from './change-impact';
import { energyCutOf } from './energy-cut';
import type { Playback } from './playback.svelte';
import type { Chapter, Run } from './run';

/** Views are refreshed no more often than this. */
const REFRESH_MS = 33;
/** The share of the time that drawing may take: the engine needs the rest where both run on the same cores. */
const DRAWING_SHARE = 0.25;
/** Views are refreshed at least this often, however slow drawing is. */
const SLOWEST_REFRESH_MS = 1000;
/** The time that projecting states may take in one refresh. */
const PROJECTION_MS = 8;

/** A chapter as it was at the last refresh. */
type ChapterShown = Pick<Moment, 'prepared' | 'landscapes' | 'paths' | 'energyCut'> &
  Pick<Chapter, 'from' | 'settings'>;

interface Snapshot {
  readonly run: Run;
  readonly chapters: readonly ChapterShown[];
  readonly restarts: readonly number[];
}

/** The run that the views draw: the one before, until the next one has something to show. */
export class DisplayedRun {
  trust = $state.raw<Reliability | null>(null);
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

  /** What happened during the run: the steps at which settings changed or the engine was started again. */
  get events(): readonly RunEvent[] {
    const { chapters, restarts } = this.#snapshot ?? { chapters: [], restarts: [] };
    const changes = chapters.slice(1).map(({ from, settings }, i): RunEvent => {
      const before = chapters[i]?.settings ?? settings;
      // the plane is chosen beside the run
      return { step: from, kind: 'change', text: changeText(before, { ...settings, plane: before.plane }) };
    });
    const lost = restarts.map((step): RunEvent => ({ step, kind: 'restart', text: 'engine restarted' }));
    return [...lost, ...changes];
  }

  momentOf(query: number, step = this.#playback.step): Moment | null {
    if (!this.#snapshot) return null;
    const { run, chapters } = this.#snapshot;
    const chapter = chapters.findLast(({ from }) => from <= step) ?? chapters[0];
    if (!chapter) return null;
    const { prepared, landscapes, paths, energyCut } = chapter;
    const { recording } = run;
    const selected = Math.min(query, prepared.numQueries - 1);
    return { prepared, recording, landscapes, paths, energyCut, step, query: selected };
  }

  /** Refreshes the views at the present pace; a run that is not shown yet does not wait for the pace of the one before. */
  refreshSoon(run: Run): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.refresh(run);
      },
      this.run === run ? this.#refreshMs : REFRESH_MS,
    );
  }

  /** Shows what was recorded since the last refresh, once there is a whole step. */
  refresh(run: Run): void {
    const reached = run.lastEvaluatedStep;
    if (reached < 0) return;
    const { recording, chapters, last } = run;
    if (this.run !== run || this.#snapshot?.chapters.length !== chapters.length) this.trust = trustIn(last);
    const isComplete = last.project(PROJECTION_MS) && chapters.every((one) => one.project(PROJECTION_MS));
    this.#snapshot = { run, chapters: shownOf(chapters, recording), restarts: [...run.restarts] };
    this.#playback.setLimit(reached);
    this.#pace();
    if (!isComplete) this.refreshSoon(run);
  }

  /** Drops a refresh that is planned: its run has ended. */
  cancelRefresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Measures how long drawing takes, and refreshes less often where it is slow. */
  #pace(): void {
    requestAnimationFrame((begun) => {
      requestAnimationFrame((drawn) => {
        const wanted = (drawn - begun) / DRAWING_SHARE - REFRESH_MS;
        this.#refreshMs = Math.min(SLOWEST_REFRESH_MS, Math.max(REFRESH_MS, wanted));
      });
    });
  }
}

/** A chapter shows the landscapes of the one before until its own are drawn; landscapes that are shared are cut at one energy. */
function shownOf(chapters: readonly Chapter[], recording: Recording): ChapterShown[] {
  const shown: ChapterShown[] = [];
  for (const { from, settings, prepared, landscapes: drawn, paths: drawnPaths } of chapters) {
    const before = shown.at(-1);
    const { landscapes, paths } = drawn || !before ? { landscapes: drawn, paths: drawnPaths } : before;
    const energyCut =
      before?.landscapes === landscapes ? before.energyCut : energyCutOf(recording, landscapes, from);
    shown.push({ from, settings, prepared, landscapes, paths, energyCut });
  }
  return shown;
}

function trustIn({ prepared, job }: Chapter): Reliability | null {
  const laws = reliabilitySettings({ ...job.model, beta: initialBeta(job.model) });
  return laws && predictReliability(prepared.distances, laws);
}
