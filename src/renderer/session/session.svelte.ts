import type { DescentReport, SkippedFile } from '#shared/api';
import type { EngineError } from '#shared/errors';
import type { OpenedSource } from '#shared/host';
import type { Progress } from '#shared/progress';
import type { Reliability } from '#shared/reliability';
import type { MemoriesSpec } from '#shared/setup';
import type { Moment, PreparedStates } from '../domain/run/moment';
import type { Phase } from '../domain/run/session-state';
import { jobOf, sampledSetup } from '../domain/settings/job';
import type { Settings } from '../domain/settings/settings';
import { defaultSettings, FIRST_QUERIES, withChange } from '../domain/settings/settings';
import type { SweepSpec } from '../domain/sweep-values';
import { takeOver } from '../host/find-host';
import type { Host } from '../host/host';
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

/** A new set is opened with no more memories. */
const MAX_FIRST_MEMORIES = 16;

/** The parts of a window's session, wired together: each of them takes only what it needs of the others. */
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
  /** The number of the selected query. */
  query = $state(0);
  readonly #engines: Engines;
  readonly #set: OpenedSet;
  readonly #runs: RunLifecycle;

  /** `gridSize`: points along each axis of the landscapes. */
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
    const parts = { engines, history, set, displayed, landscapeJobs, playback, predictions, problems };
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

  /** What the engine measured on the run that is shown; null until it has come to its end. */
  get report(): DescentReport | null {
    return this.#runs.report;
  }

  /** DrDAM's vector is being computed for changed settings, while the run goes on with the one before. */
  get isRebuilding(): boolean {
    return this.#runs.isRebuilding;
  }

  /** Whether a stopped run can go on. */
  get canResume(): boolean {
    return this.#runs.canResume;
  }

  /** Which memories are stored; null where no set is open. */
  get memories(): MemoriesSpec | null {
    return this.#set.memories;
  }

  /** Files of the set that cannot be read, and pictures that are not there. */
  get skipped(): readonly SkippedFile[] {
    return this.#set.skipped;
  }

  /** How reliable DrDAM is on the run that is shown: measured, else computed from its vector, else from distances. */
  get trust(): Reliability | null {
    return this.report?.trust ?? this.predictions.trust ?? this.displayed.trust;
  }

  /** What the views draw now; null before anything was recorded. */
  get moment(): Moment | null {
    return this.followSlice.over(this.displayed.momentOf(this.query));
  }

  /** What the views draw at a step, on its own slices where the slice follows the query. */
  async momentFor(step: number, signal: AbortSignal): Promise<Moment | null> {
    const moment = this.displayed.momentOf(this.query, step);
    return moment && this.displayed.run && this.followSlice.exactly(moment, this.displayed.run, signal);
  }

  /** Moves the slice to the state of the selected query, where it follows that. */
  follow(): void {
    this.followSlice.follow(
      this.displayed.momentOf(this.query),
      this.displayed.run,
      this.phase === 'running',
    );
  }

  /** Computes the selected query under several values of a setting, on the plane that is shown. */
  async computeSweep(spec: SweepSpec): Promise<void> {
    const { opened, displayed } = this;
    const moment = displayed.momentOf(this.query);
    if (!opened || !displayed.run || !moment?.landscapes) return;
    const { query, step, landscapes } = moment;
    const { settings } = displayed.run.at(step);
    await this.sweep.compute(spec, { source: opened.source, settings, query, landscapes });
  }

  /**
   * Opens a set, stores as many of its pictures as DrDAM is predicted to recall, and runs. `isWanted` is asked once the
   * set was read: what was open stays where it says no.
   */
  async open(source: OpenedSource, isWanted: () => Promise<boolean>): Promise<void> {
    await this.#runs.open(async (options) => {
      const setup = sampledSetup(source.source, defaultSettings, MAX_FIRST_MEMORIES, FIRST_QUERIES);
      const first = await prepareStates(this.#engines, setup, options);
      if (options.signal.aborted || !(await isWanted())) return;
      this.#set.missing = first.skipped;
      this.#show(source, reliableSettings(first.prepared, defaultSettings), FIRST_POSITION);
      await this.run();
    });
  }

  /**
   * Shows what was open at another time: its run where it was recorded; otherwise the run is computed again from the
   * same seeds. Without `opened` there is only the run to look at.
   */
  async restore(opened: OpenedSource | null, restored: RestoredSession): Promise<void> {
    const { settings, run, report } = restored;
    if (run) {
      this.#runs.restore(run, report, () => {
        this.#show(opened, settings, restored);
      });
    } else if (opened) {
      this.#show(opened, settings, restored);
      await this.run();
    }
  }

  /** Returns the states of settings; whatever runs goes on beside it. */
  async statesOf(source: string, settings: Settings): Promise<PreparedStates> {
    return (await prepareStates(this.#engines, jobOf(source, settings).setup, silentOptions())).prepared;
  }

  /** Changes settings and, where a set is open, what runs with them. */
  change(change: Partial<Settings>): void {
    this.#apply(this.history.change(withChange(this.settings, change)));
  }

  undo(): void {
    this.#apply(this.history.undo());
  }

  redo(): void {
    this.#apply(this.history.redo());
  }

  /** Starts a new run from the present settings, where a set is open. */
  run(): Promise<void> {
    return this.#runs.start();
  }

  stop(): void {
    this.#runs.stop();
  }

  /** Goes on with a run that a person or a fault has stopped. */
  resume(): Promise<void> {
    return this.#runs.resume();
  }

  /** Reports what went wrong outside of a run. */
  readonly reject = (error: EngineError): void => {
    if (error.code !== 'cancelled') this.problems.raise(problemOf('rejected', 'set', error));
  };

  #show(source: OpenedSource | null, settings: Settings, { step, query }: ViewPosition): void {
    this.#set.source = source;
    this.sweep.clear();
    this.history.begin(settings);
    this.query = query;
    this.playback.seekOnceThere(step);
    this.#set.browse();
  }

  #apply(before: Settings): void {
    if (!this.opened) return;
    if (before.pictures !== this.settings.pictures) this.#set.browse();
    this.#runs.apply(before);
  }
}
