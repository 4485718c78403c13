import type { DescentReport, SkippedFile } from '#shared/api';
import type { EngineError } from '#shared/errors';
import { toEngineError } from '#shared/errors';
import type { OpenedSource } from '#shared/host';
import type { Progress } from '#shared/progress';
import { finalStride, Recording } from '#shared/recording';
import type { MemoriesSpec, ResumeSpec } from '#shared/setup';
import type { Trust } from '#shared/reliability';
import type { Host } from '../host/host';
import type { Moment, PreparedStates } from '../domain/run/moment';
import type { Phase } from '../domain/run/session-state';
import { impactOf } from './change-impact';
import { Selection } from './selection';
import { resumeFrom, runDescent } from './run-descent';
import { QueryEditor } from './query-editor.svelte';
import { LandscapeJobs } from './landscape-jobs';
import { Engines } from './engines';
import { History } from './history.svelte';
import { Predictions } from './predictions.svelte';
import { sampledSetup, imageSourceOf, jobOf } from '../domain/settings/job';
import type { SweepSpec } from '../domain/sweep-values';
import { Sweep } from './sweep.svelte';
import { Library } from './library.svelte';
import { Playback } from './playback.svelte';
import { ProblemList } from './problem-list.svelte';
import type { Problem } from '../domain/problem';
import { frozenProblems, isOutage, outageProblem, problemOf } from './problems';
import { FollowSlice } from './follow-slice.svelte';
import type { Place, RestoredSession } from './restored-session';
import { FIRST_PLACE } from './restored-session';
import { Run } from './run';
import type { Settings } from '../domain/settings/settings';
import { changed, defaultSettings, FIRST_QUERIES } from '../domain/settings/settings';
import { reliableSettings } from './reliable-defaults';
import { DisplayedRun } from './displayed-run.svelte';
import { allSkipped } from './skipped';
import type { CallOptions } from './call-options';
import { reportingOptions, silentOptions } from './call-options';
import { prepareStates, readyFor } from './prepare-states';

/** A new set is opened with no more memories. */
const MOST_AT_FIRST = 16;

/** What is open and what runs. One run at a time: whatever begins another ends the one before it. */
export class Session {
  readonly playback = new Playback();
  readonly problems = new ProblemList();
  readonly history = new History();
  readonly displayed = new DisplayedRun(this.playback);
  readonly library: Library;
  readonly predictions: Predictions;
  readonly selection = new Selection(this);
  readonly followSlice: FollowSlice;
  readonly sweep: Sweep;
  readonly queryEditor: QueryEditor;
  readonly #engines: Engines;
  readonly #landscapeJobs: LandscapeJobs;

  phase = $state<Phase>('idle');
  opened = $state.raw<OpenedSource | null>(null);
  progress = $state.raw<Progress | null>(null);
  /** Of what was asked for last. */
  #missed = $state.raw<readonly SkippedFile[]>([]);
  report = $state.raw<DescentReport | null>(null);
  query = $state(0);
  /** T is being summed for what was changed, while the run goes on in the one before. */
  isRebuilding = $state(false);
  /** False while a run is made ready, whatever the phase. */
  #isDescending = false;
  /** The run under way, or the last one; it is shown once it has something to show. */
  #run: Run | null = null;
  #abort = new AbortController();
  #rebuilding = new AbortController();

  /** `gridSize`: points along each axis of the landscapes. */
  constructor(host: Host, gridSize: number) {
    this.#engines = new Engines(host);
    this.#landscapeJobs = new LandscapeJobs(this.#engines, gridSize, {
      onDrawn: (run) => {
        if (run === this.#current) this.displayed.refreshSoon(run);
      },
      onProblem: this.problems.raise,
    });
    const raise = (id: string) => (error: EngineError) => {
      this.problems.raise(problemOf(id, 'bar', error));
    };
    this.followSlice = new FollowSlice(this.#engines, gridSize, raise('ride'));
    this.sweep = new Sweep(this.#engines, raise('sweep'));
    this.library = new Library(this.#engines, raise('devices'));
    this.queryEditor = new QueryEditor(this, this.#engines);
    this.predictions = new Predictions(this.#engines, this.reject);
    host.onDisconnected((reason) => {
      this.stop();
      this.#landscapeJobs.stop();
      this.problems.raise({ id: 'gone', place: 'bar', severity: 'bad', title: reason, text: '' });
    });
  }

  get settings(): Settings {
    return this.history.now;
  }

  /** What is to be drawn; the run before goes on being looked at until another has begun. */
  get #current(): Run | null {
    return this.#run ?? this.displayed.run;
  }

  /** What the views draw now; null before anything was recorded. */
  get moment(): Moment | null {
    return this.followSlice.over(this.displayed.momentOf(this.query));
  }

  /** What the views draw at a step, riding slices and all. */
  async momentFor(step: number, signal: AbortSignal): Promise<Moment | null> {
    const moment = this.displayed.momentOf(this.query, step);
    return moment && this.displayed.run && this.followSlice.exactly(moment, this.displayed.run, signal);
  }

  /** The riding slice goes where the selected state is. */
  follow(): void {
    this.followSlice.follow(this.displayed.momentOf(this.query), this.displayed.run, this.phase === 'running');
  }

  /** The selected query under several values of a setting, seen on what is shown. */
  async computeSweep(spec: SweepSpec): Promise<void> {
    const { opened, displayed } = this;
    const moment = displayed.momentOf(this.query);
    if (!opened || !displayed.run || !moment?.landscapes) return;
    const { query, step, landscapes } = moment;
    const { settings } = displayed.run.at(step);
    await this.sweep.compute(spec, { source: opened.source, settings, query, landscapes });
  }

  /** What T itself says of the run that is shown, and until it does, what distances say. */
  get trust(): Trust | null {
    return this.report?.trust ?? this.predictions.trust ?? this.displayed.trust;
  }

  /** Which memories are stored; null where no set is open. */
  get memories(): MemoriesSpec | null {
    return this.opened && jobOf(this.opened.source, this.settings).setup.memories;
  }

  get skipped(): readonly SkippedFile[] {
    return allSkipped(this.library.set?.skipped ?? [], this.#missed);
  }

  /** True when a stopped run can go on. */
  get canResume(): boolean {
    return this.phase === 'stopped' && this.displayed.run !== null;
  }

  /** Opens a set, stores as many of its pictures as DrDAM is predicted to hold, and runs; `isWanted` is asked once it is read. */
  async open(source: OpenedSource, isWanted: () => Promise<boolean>): Promise<void> {
    const turn = this.#begin('opening');
    try {
      const setup = sampledSetup(source.source, defaultSettings, MOST_AT_FIRST, FIRST_QUERIES);
      const first = await prepareStates(this.#engines, setup, turn);
      if (turn.signal.aborted || !(await isWanted())) return;
      this.#missed = first.skipped;
      await this.#openWith(source, reliableSettings(first.prepared, defaultSettings));
    } catch (thrown) {
      this.#fail(turn, 'set', toEngineError(thrown));
    }
  }

  /**
   * Shows what was open at another time: its run where that is there, else it is computed again from the same seeds.
   * Without `opened` there is only the run to look at.
   */
  async restore(
    opened: OpenedSource | null,
    { settings, step, query, run, report }: RestoredSession,
  ): Promise<void> {
    if (!run) {
      if (opened) await this.#openWith(opened, settings, { step, query });
      return;
    }
    this.#begin('opening');
    this.#open(opened, settings, { step, query });
    [this.#run, this.report, this.predictions.trust] = [run, report, null];
    this.displayed.refresh(run);
    this.phase = run.isOver ? 'done' : 'stopped';
    if (opened) void this.#landscapeJobs.drawRest(run, this.settings.plane);
  }

  /** The states of settings, beside whatever runs. */
  async statesOf(source: string, settings: Settings): Promise<PreparedStates> {
    return (await prepareStates(this.#engines, jobOf(source, settings).setup, silentOptions())).prepared;
  }

  async #openWith(source: OpenedSource, settings: Settings, at: Place = FIRST_PLACE): Promise<void> {
    this.#open(source, settings, at);
    await this.run();
  }

  #open(source: OpenedSource | null, settings: Settings, { step, query }: Place): void {
    this.opened = source;
    this.sweep.clear();
    this.history.begin(settings);
    this.query = query;
    this.playback.seekOnceThere(step);
    this.#browse();
  }

  #browse(): void {
    const { opened, settings, library } = this;
    // what cannot be read, the run says
    if (opened) library.browse(imageSourceOf(opened.source, settings), settings.drawing).catch(() => undefined);
  }

  /** Changes settings and, where a set is open, what runs with them. */
  change(change: Partial<Settings>): void {
    this.#apply(this.history.change(changed(this.settings, change)));
  }

  undo(): void {
    this.#apply(this.history.undo());
  }

  redo(): void {
    this.#apply(this.history.redo());
  }

  /** A run that is under way goes on with what was changed, unless that is where its queries start. */
  #apply(before: Settings): void {
    if (!this.opened) return;
    const reach = impactOf(before, this.settings);
    const run = this.#run;
    if (reach === 'nothing') return;
    if (before.pictures !== this.settings.pictures) this.#browse();
    if (reach !== 'plane') this.playback.awaitNothing();
    if (reach === 'plane') this.#drawAgain();
    else if (reach !== 'start' && run && this.#isRunning() && run.canGoOn) {
      void this.#changeOver(run);
    } else void this.run();
  }

  async run(): Promise<void> {
    const { opened } = this;
    if (!opened) return;
    const job = jobOf(opened.source, this.settings);
    const turn = this.#begin('running');
    this.#run = null;
    try {
      const { prepared, skipped } = await prepareStates(this.#engines, job.setup, turn);
      if (turn.signal.aborted) return;
      this.#missed = skipped;
      const { numQueries, dim } = prepared;
      const shape = { models: job.model.models, numQueries, dim, steps: job.descent.steps };
      const recording = new Recording({ ...shape, stride: finalStride(shape) });
      const run = new Run(job, prepared, recording, this.settings);
      if (this.displayed.run) run.follow(this.displayed.run);
      [this.#run, this.report] = [run, null];
      await this.#descend(run, turn);
    } catch (thrown) {
      this.#fail(turn, 'bar', toEngineError(thrown));
    }
  }

  /** Memories and T are made ready beside the run; then the run goes on with them. */
  async #changeOver(run: Run): Promise<void> {
    const { opened, settings } = this;
    this.#rebuilding.abort();
    this.isRebuilding = false;
    const reach = impactOf(run.last.settings, settings);
    if (!opened || reach === 'nothing' || reach === 'plane') {
      if (!this.#isDescending) await this.#goOn(run);
      return;
    }
    const job = jobOf(opened.source, settings);
    this.#rebuilding = new AbortController();
    const beside = silentOptions(AbortSignal.any([this.#rebuilding.signal, this.#abort.signal]));
    this.isRebuilding = true;
    try {
      const { prepared, skipped = this.#missed } = await readyFor(this.#engines, job, run.last, beside);
      if (beside.signal.aborted) return;
      this.#missed = skipped;
      this.isRebuilding = false;
      if (!this.#isRunning() || !run.canGoOn) {
        await this.run();
        return;
      }
      run.begin(run.recording.lastWhole, job, prepared, settings);
      await this.#goOn(run);
    } catch (thrown) {
      if (beside.signal.aborted) return; // whatever came after speaks for itself
      this.isRebuilding = false;
      if (!this.#isDescending) this.#rest();
      this.problems.raise(problemOf('store', 'bar', toEngineError(thrown)));
    }
  }

  #isRunning(): boolean {
    return this.phase === 'running';
  }

  stop(): void {
    this.#abort.abort();
    this.#rest();
  }

  /** Nothing goes on any more. */
  #rest(): void {
    const run = this.#run;
    this.playback.awaitNothing();
    [this.progress, this.isRebuilding] = [null, false];
    this.phase = run?.isOver ? 'done' : this.displayed.run ? 'stopped' : 'idle';
    if (run) this.#landscapeJobs.finish(run, this.settings.plane);
  }

  /** Goes on with a run that was stopped, by a person or by a fault. */
  async resume(): Promise<void> {
    const run = this.#run;
    if (!run?.canGoOn) {
      await this.run();
      return;
    }
    this.#begin('running');
    await this.#changeOver(run); // it may have been stopped before it had
  }

  async #goOn(run: Run): Promise<void> {
    const turn = this.#begin('running');
    try {
      await this.#descend(run, turn, resumeFrom(run.recording));
    } catch (thrown) {
      this.#fail(turn, 'bar', toEngineError(thrown));
    }
  }

  /** Draws the landscapes of what is shown on another plane. */
  #drawAgain(): void {
    const run = this.#current;
    if (!run) return;
    const at = { step: this.playback.step, isOver: !this.#isRunning() };
    void this.#landscapeJobs.draw(run, this.settings.plane, at);
  }

  /** Says what went wrong outside of a run. */
  readonly reject = (error: EngineError): void => {
    if (error.code !== 'cancelled') this.problems.raise(problemOf('rejected', 'set', error));
  };

  async #descend(run: Run, turn: CallOptions, resume?: ResumeSpec): Promise<void> {
    const { recording, last } = run;
    this.#isDescending = true;
    this.playback.follow(resume?.step);
    const params = resume ? { ...last.job, resume } : last.job;
    void this.predictions.predict(last.job, turn.signal);
    const report = await runDescent(this.#engines, params, recording, turn, (isFirst) => {
      this.displayed.refreshSoon(run);
      // not before: the first states are waited for, and would wait for these
      if (isFirst) void this.#landscapeJobs.drawRest(run, this.settings.plane);
    });
    if (turn.signal.aborted) return;
    this.displayed.refresh(run);
    this.#landscapeJobs.finish(run, this.settings.plane);
    this.report = report;
    for (const problem of frozenProblems(report)) this.problems.raise(problem);
    [this.progress, this.phase] = [null, 'done'];
  }

  #begin(phase: Phase): CallOptions {
    this.#abort.abort();
    this.#landscapeJobs.stop();
    this.predictions.keepTo(this.memories);
    const abort = (this.#abort = new AbortController());
    this.#isDescending = false;
    this.displayed.cancelRefresh();
    [this.phase, this.progress, this.isRebuilding] = [phase, null, false];
    this.problems.clear();
    return reportingOptions(abort.signal, (progress) => (this.progress = progress), this.problems.raise);
  }

  #fail(turn: CallOptions, place: Problem['place'], error: EngineError): void {
    // whatever came after has taken over, and speaks for itself
    if (turn.signal.aborted) return;
    this.#rest();
    if (error.code === 'cancelled') return;
    if (!isOutage(error) || place === 'set') {
      this.problems.raise(problemOf('failed', place, error));
      return;
    }
    const run = this.#run;
    const step = Math.max(0, run?.lastWholeStep ?? 0);
    run?.restarts.push(step);
    if (run) this.displayed.refresh(run);
    // not where another call fails: that may have asked for too much, and a run would go down with it
    if (error.code === 'device-failed') void this.#engines.end('descent');
    const goOn = (device = this.settings.device) => {
      if (device !== this.settings.device) this.history.change(changed(this.settings, { device }));
      void this.resume();
    };
    this.problems.raise(outageProblem(error, step, goOn));
  }
}
