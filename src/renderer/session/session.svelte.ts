import type { DescentReport, SkippedFile } from '#shared/api';
import { type EngineError, invariant } from '#shared/errors';
import type { OpenedSource } from '#shared/host';
import type { Progress } from '#shared/progress';
import type { Reliability } from '#shared/reliability';
import type { MemoriesSpec } from '#shared/setup';
import type { Moment, PreparedStates } from '../domain/run/moment';
import { describeRun, type RunDescription } from '../domain/run/run-description';
import type { Phase } from '../domain/run/session-state';
import { wantedPlane } from '../domain/settings/plane-choice';
import { jobOf, sampledSetup } from '../domain/settings/job';
import type { Settings } from '../domain/settings/settings';
import { defaultSettings, FIRST_QUERIES, withChange } from '../domain/settings/settings';
import type { SweepSpec } from '../domain/sweep-values';
import { takeOver } from '../host/find-host';
import type { Host } from '../host/host';
import type { CallOptions } from './call-options';
import { silentOptions } from './call-options';
import { DisplayedRun } from './displayed-run.svelte';
import { Engines } from './engines';
import { FollowSlice } from './follow-slice.svelte';
import { History } from './history.svelte';
import { LandscapeJobs } from './landscape-jobs';
import { Library } from './library.svelte';
import { OpenedSet } from './opened-set.svelte';
import { Playback } from './playback.svelte';
import { Predictions } from './predictions.svelte';
import { prepareStates } from './prepare-states';
import { ProblemList } from './problem-list.svelte';
import { problemOf } from './problems';
import { QueryEditor } from './query-editor.svelte';
import { reliableSettings } from './reliable-defaults';
import type { ViewPosition, RestoredSession } from './restored-session';
import { FIRST_POSITION } from './restored-session';
import { RunLifecycle } from './run-lifecycle.svelte';
import { Selection } from './selection';
import { Sweep } from './sweep.svelte';

/** The largest number of memories that a new set is opened with. */
const MAX_FIRST_MEMORIES = 16;

/** Creates and connects the parts of a window's session. Each part receives only what it needs of the others. */
export class Session {
  readonly playback = new Playback();
  readonly problems = new ProblemList();
  readonly history = new History();
  readonly displayed = new DisplayedRun(this.playback);
  readonly library: Library;
  readonly predictions: Predictions;
  readonly selection: Selection;
  readonly followSlice: FollowSlice;
  readonly sweep: Sweep;
  readonly queryEditor: QueryEditor;
  #query = $state(0);
  readonly #engines: Engines;
  readonly #set: OpenedSet;
  readonly #runs: RunLifecycle;

  /** `gridSize` is the number of grid points along each axis of the landscapes. */
  constructor(host: Host, gridSize: number) {
    const engines = (this.#engines = new Engines(host));
    const raise = (id: string) => (error: EngineError) => {
      this.problems.raise(problemOf(id, 'bar', error));
    };
    const landscapeJobs = new LandscapeJobs(engines, gridSize, {
      onDrawn: (run) => {
        if (run === this.#runs.current) this.displayed.refreshSoon(run);
      },
      onProblem: this.problems.raise,
    });
    this.library = new Library(engines, raise('devices'));
    this.predictions = new Predictions(engines, this.reject);
    this.followSlice = new FollowSlice(engines, gridSize, raise('follow-slice'));
    this.sweep = new Sweep(engines, raise('sweep'));
    this.#set = new OpenedSet(this.library, () => this.settings);
    const { displayed, history, playback, predictions, problems } = this;
    const set = this.#set;
    const plane = () => wantedPlane(this.settings.plane, this.query);
    const parts = { engines, history, set, displayed, landscapeJobs, playback, predictions, problems, plane };
    this.#runs = new RunLifecycle(parts);
    this.selection = new Selection(this);
    this.queryEditor = new QueryEditor(this, engines);
    host.onDisconnected((reason, isTakenOver) => {
      this.stop();
      landscapeJobs.stop();
      const action = isTakenOver ? { action: { label: 'Take it back', run: takeOver } } : {};
      this.problems.raise({ id: 'gone', place: 'bar', severity: 'bad', title: reason, text: '', ...action });
    });
  }

  /** The index of the selected query. */
  get query(): number {
    return this.#query;
  }

  set query(query: number) {
    if (query === this.#query) return;
    this.#query = query;
    this.#runs.followQuery();
  }

  get opened(): OpenedSource | null {
    return this.#set.source;
  }

  get settings(): Settings {
    return this.history.now;
  }

  get phase(): Phase {
    return this.#runs.phase;
  }

  get progress(): Progress | null {
    return this.#runs.progress;
  }

  /** The report of the displayed run; null until the run has finished. */
  get report(): DescentReport | null {
    return this.#runs.report;
  }

  /** True while DrDAM's vector is recomputed for changed settings and the run continues with the previous one. */
  get isRebuilding(): boolean {
    return this.#runs.isRebuilding;
  }

  /** Whether a stopped run can be resumed. */
  get canResume(): boolean {
    return this.#runs.canResume;
  }

  /** The stored memories; null if no set is open. */
  get memories(): MemoriesSpec | null {
    return this.#set.memories;
  }

  /** Unreadable files and missing pictures of the set. */
  get skipped(): readonly SkippedFile[] {
    return this.#set.skipped;
  }

  /**
   * The reliability of DrDAM in the displayed run: that of the report, else predicted from the vector, else from distances.
   * Reports of older sessions have no verdicts.
   */
  get reliability(): Reliability | null {
    const reported = this.report?.trust;
    if (reported && reported.verdicts.length > 0) return reported;
    return this.predictions.reliability ?? this.displayed.reliability;
  }

  /** The data that the views draw; null before anything was recorded. */
  get moment(): Moment | null {
    return this.followSlice.over(this.displayed.momentOf(this.query));
  }

  /** What saved files say about the displayed run. @throws EngineError before anything is displayed. */
  get runDescription(): RunDescription {
    const { last, events } = this.displayed;
    invariant(last, 'what is saved belongs to something displayed');
    return describeRun(this.opened?.name ?? '', last, events);
  }

  /** Returns the data of a step, on its own slices if the slice follows the query. */
  async momentFor(step: number, signal: AbortSignal): Promise<Moment | null> {
    const moment = this.displayed.momentOf(this.query, step);
    return moment && this.displayed.run && this.followSlice.exactly(moment, this.displayed.run, signal);
  }

  /** Moves the slice to the state of the selected query, if it follows the query. */
  follow(): void {
    this.followSlice.follow(
      this.displayed.momentOf(this.query),
      this.displayed.run,
      this.phase === 'running',
    );
  }

  /** Runs the selected query at several values of a setting, on the displayed plane. */
  async computeSweep(spec: SweepSpec): Promise<void> {
    const { opened, displayed } = this;
    const moment = displayed.momentOf(this.query);
    if (!opened || !displayed.run || !moment?.landscapes) return;
    const { query, step, landscapes } = moment;
    const { settings } = displayed.run.at(step);
    await this.sweep.compute(spec, { source: opened.source, settings, query, landscapes });
  }

  /**
   * Opens a set, stores as many of its pictures as DrDAM is predicted to recall, and runs. `isWanted` is called once the
   * set was read. If it resolves to false, the previous set stays open.
   */
  async open(source: OpenedSource, isWanted: () => Promise<boolean>): Promise<void> {
    await this.#runs.open(async (options) => {
      const setup = sampledSetup(source.source, defaultSettings, MAX_FIRST_MEMORIES, FIRST_QUERIES);
      const first = await prepareStates(this.#engines, setup, options);
      if (options.signal.aborted || !(await isWanted())) return;
      await this.#runFirst(
        source,
        reliableSettings(first.prepared, defaultSettings),
        FIRST_POSITION,
        options,
      );
    });
  }

  /**
   * Shows a session that was open before, with its recorded run. Without a recording, computes the run again from the
   * same seeds. Without `opened`, only the recorded run can be viewed.
   */
  async restore(opened: OpenedSource | null, restored: RestoredSession): Promise<void> {
    const { settings, run, report } = restored;
    if (run) {
      this.#runs.restore(run, report, () => {
        this.#show(opened, settings, restored);
      });
    } else if (opened) {
      await this.#runs.open((options) => this.#runFirst(opened, settings, restored, options));
    }
  }

  /** Shows a set once its states are prepared, all of it at the same moment, and runs. */
  async #runFirst(
    source: OpenedSource,
    settings: Settings,
    position: ViewPosition,
    options: CallOptions,
  ): Promise<void> {
    const job = jobOf(source.source, settings);
    const ready = await prepareStates(this.#engines, job.setup, options);
    if (options.signal.aborted) return;
    this.#show(source, settings, position);
    this.displayed.showPrepared(ready.prepared, job);
    await this.#runs.start(ready);
  }

  /** Prepares the states of settings while a run continues. */
  async statesOf(source: string, settings: Settings): Promise<PreparedStates> {
    return (await prepareStates(this.#engines, jobOf(source, settings).setup, silentOptions())).prepared;
  }

  /** Changes settings and, if a set is open, applies them to the run. */
  change(change: Partial<Settings>): void {
    this.#apply(this.history.change(withChange(this.settings, change)));
  }

  undo(): void {
    this.#apply(this.history.undo());
  }

  redo(): void {
    this.#apply(this.history.redo());
  }

  /** Starts a new run with the present settings, if a set is open. */
  run(): Promise<void> {
    return this.#runs.start();
  }

  stop(): void {
    this.#runs.stop();
  }

  /** Resumes a run that was stopped by the person or by a failure. */
  resume(): Promise<void> {
    return this.#runs.resume();
  }

  /** Reports an error outside of a run. */
  readonly reject = (error: EngineError): void => {
    if (error.code !== 'cancelled') this.problems.raise(problemOf('rejected', 'set', error));
  };

  #show(source: OpenedSource | null, settings: Settings, { step, query }: ViewPosition): void {
    this.#set.source = source;
    this.sweep.clear();
    this.history.begin(settings);
    this.query = query;
    this.playback.seekWhenRecorded(step);
    this.#set.browse();
  }

  #apply(before: Settings): void {
    if (!this.opened) return;
    if (before.pictures !== this.settings.pictures) this.#set.browse();
    this.#runs.apply(before);
  }
}
