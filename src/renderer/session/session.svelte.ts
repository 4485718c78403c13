import type { DescentReport, DeviceReport, SampleReport, SkippedFile } from '#shared/api';
import type { EngineError } from '#shared/errors';
import { toEngineError } from '#shared/errors';
import type { OpenedSource } from '#shared/host';
import type { Progress } from '#shared/progress';
import { finalStride, Recording } from '#shared/recording';
import type { MemoriesSpec, ResumeSpec } from '#shared/setup';
import type { Trust } from '#shared/trust';
import { OtherWindowError } from '../host/browser';
import type { Host } from '../host/host';
import { takeOver } from '../host/index';
import type { Tick } from '../views/strip/timeline';
import type { Moment, Prepared } from '../views/view-model';
import { resumeFrom, runDescent } from './descent';
import { Drawing } from './drawing';
import { Engines } from './engines';
import { Insight } from './insight.svelte';
import type { Remembered } from './remembered';
import { forgetSession, rememberedSession, rememberSession } from './remembered';
import { countOf, placeOf, withCount } from './places';
import { Playback } from './playback.svelte';
import type { Problem } from './problems';
import { frozenProblems, noticeProblem, problemOf, stoppedProblem } from './problems';
import type { Settings } from './settings';
import { changed, defaultSettings, jobOf, settingsThatHold } from './settings';
import { Ride } from './ride.svelte';
import { Run } from './run';
import { Shown } from './shown.svelte';
import type { Scope } from './states';
import { prepareStates, quietScope } from './states';

export type Phase = 'idle' | 'opening' | 'running' | 'stopped' | 'done';

const NUM_PREVIEWED = 12;
/** What is open and what runs. One run at a time: whatever begins another ends the one before it. */
export class Session {
  readonly playback = new Playback();
  readonly host: Host;
  readonly #engines: Engines;
  readonly #drawing: Drawing;

  phase = $state<Phase>('idle');
  opened = $state.raw<OpenedSource | null>(null);
  samples = $state.raw<readonly SampleReport[]>([]);
  /** Some pictures of each sample, by its source. */
  previews = $state.raw<Readonly<Record<string, Prepared>>>({});
  devices = $state.raw<readonly DeviceReport[]>([]);
  settings = $state.raw<Settings>(defaultSettings);
  progress = $state.raw<Progress | null>(null);
  problems = $state.raw<readonly Problem[]>([]);
  skipped = $state.raw<readonly SkippedFile[]>([]);
  report = $state.raw<DescentReport | null>(null);
  #restarts = $state.raw<readonly number[]>([]);
  query = $state(0);
  /** How many will be stored, while T is summed for them. */
  storing = $state<number | null>(null);

  readonly shown = new Shown(this.playback);
  readonly ride: Ride;
  readonly insight: Insight;
  /** The run under way, or the last one; it is shown once it has something to show. */
  #run: Run | null = null;
  #abort = new AbortController();
  #storing = new AbortController();

  /** `gridSize`: points along each axis of the landscapes. */
  constructor(host: Host, gridSize: number) {
    this.host = host;
    this.#engines = new Engines(host);
    this.#drawing = new Drawing(this.#engines, gridSize, {
      onDrawn: (run) => {
        this.shown.refreshSoon(run);
      },
      onProblem: (problem) => {
        this.#raise(problem);
      },
    });
    this.ride = new Ride(this.#engines, gridSize, (error) => {
      this.#raise(problemOf('ride', 'bar', error));
    });
    this.insight = new Insight(this.#engines, (error) => {
      this.reject(error);
    });
    host.onGone((reason) => {
      this.#abort.abort();
      this.#drawing.stop();
      this.#raise({ id: 'gone', place: 'bar', severity: 'bad', title: reason, text: '' });
    });
  }

  /** What the views draw now; null before anything was recorded. */
  get moment(): Moment | null {
    return this.ride.over(this.shown.momentOf(this.query));
  }

  /** What the views draw at a step, riding slices and all. */
  async momentFor(step: number): Promise<Moment | null> {
    const moment = this.shown.momentOf(this.query, step);
    return moment && this.shown.run && this.ride.exactly(moment, this.shown.run);
  }

  /** The riding slice goes where the selected state is. */
  follow(): void {
    this.ride.follow(this.shown.momentOf(this.query), this.shown.run, this.phase === 'running');
  }

  /** What T itself says of the run that is shown, and until it does, what distances say. */
  get trust(): Trust | null {
    return this.report?.trust ?? this.insight.trust ?? this.shown.trust;
  }

  /** Which memories are stored; null where no set is open. */
  get memories(): MemoriesSpec | null {
    return this.opened && jobOf(this.opened.source, this.settings).setup.memories;
  }

  /** What happened on the run's way. */
  get ticks(): readonly Tick[] {
    const of = (kind: Tick['kind']) => (step: number) => ({ step, kind });
    return [...this.#restarts.map(of('restart')), ...this.shown.changes.map(of('change'))];
  }

  /** True when a stopped run can go on. */
  get canResume(): boolean {
    return this.phase === 'stopped' && this.shown.run !== null;
  }

  async start(): Promise<void> {
    try {
      const scope = quietScope();
      this.samples = await this.#engines.call('descent', 'samples', {}, scope);
      const source = await this.host.startupSource();
      const before = rememberedSession();
      if (before) await this.#reopen(before);
      else if (source) await this.open(source);
      else await this.#preview();
    } catch (thrown) {
      const problem = problemOf('start', 'bar', toEngineError(thrown));
      const action = { label: 'Take over here', run: takeOver };
      this.#raise(thrown instanceof OtherWindowError ? { ...problem, action } : problem);
    }
  }

  async #preview(): Promise<void> {
    for (const { source } of this.samples) {
      const { setup } = jobOf(source, { ...defaultSettings, numMemories: NUM_PREVIEWED });
      const { prepared } = await prepareStates(this.#engines, setup, quietScope());
      this.previews = { ...this.previews, [source]: prepared };
    }
  }

  async listDevices(): Promise<void> {
    if (this.devices.length > 0) return;
    try {
      this.devices = await this.#engines.call('descent', 'devices', {}, quietScope());
    } catch (thrown) {
      this.#raise(problemOf('devices', 'bar', toEngineError(thrown)));
    }
  }

  /** Opens a set, stores as many of its pictures as DrDAM is predicted to hold, and runs. */
  async open(source: OpenedSource, settings: Settings = defaultSettings): Promise<void> {
    const turn = this.#begin('opening');
    try {
      const first = await prepareStates(this.#engines, jobOf(source.source, settings).setup, turn);
      if (turn.signal.aborted) return;
      this.opened = source;
      this.skipped = first.skipped;
      this.settings = settingsThatHold(first.prepared, settings);
      await this.run();
    } catch (thrown) {
      this.#fail(turn, 'set', toEngineError(thrown));
    }
  }

  /** What was open before the page was loaded again. */
  async #reopen({ opened, settings }: Remembered): Promise<void> {
    this.opened = opened;
    this.settings = settings;
    await this.run();
    if (this.shown.run) return;
    this.opened = null;
    forgetSession();
    await this.#preview();
  }

  /** Changes settings and, where a set is open, runs with them. */
  change(change: Partial<Settings>): void {
    this.settings = changed(this.settings, change);
    if (this.opened) void this.run();
  }

  async run(): Promise<void> {
    const { opened } = this;
    if (!opened) return;
    this.settings = { ...this.settings, ...withCount(this.settings, countOf(this.settings)) };
    const job = jobOf(opened.source, this.settings);
    rememberSession({ opened, settings: this.settings });
    const turn = this.#begin('running');
    this.#run = null;
    try {
      const { prepared, skipped } = await prepareStates(this.#engines, job.setup, turn);
      if (turn.signal.aborted) return;
      this.skipped = skipped;
      const { numQueries, dim } = prepared;
      const { models } = job.model;
      const shape = { models, numQueries, dim, steps: job.descent.steps };
      const recording = new Recording({ ...shape, stride: finalStride(shape) });
      const run = new Run(job, prepared, recording);
      this.#run = run;
      void this.#drawing.draw(run, this.settings.plane);
      this.report = null;
      this.#restarts = [];
      await this.#descend(run, turn);
    } catch (thrown) {
      this.#fail(turn, 'bar', toEngineError(thrown));
    }
  }

  /** Stores other memories. A run that is under way goes on from where it is. */
  async store(change: Pick<Partial<Settings>, 'numMemories' | 'without'>): Promise<void> {
    const run = this.#run;
    this.settings = { ...this.settings, ...change };
    if (run && this.#isRunning() && resumeFrom(run.recording)) await this.#changeOver(run);
    else await this.run();
  }

  /** Stores so many memories, besides those that were taken away. */
  storeCount(count: number): Promise<void> {
    const queries = this.#isRunning() ? this.#run?.recording.shape.numQueries : 0;
    return this.store(withCount(this.settings, count, queries));
  }

  /** Takes a memory away, by its number among those that are shown. */
  async remove(memory: number): Promise<void> {
    const shown = this.shown.run?.at(this.playback.step).job.setup.memories;
    if (shown?.from !== 'images' || countOf(this.settings) < 2) return;
    const place = placeOf({ numMemories: shown.count, without: shown.without ?? [] }, memory);
    const { without } = this.settings;
    if (place !== undefined && !without.includes(place)) await this.store({ without: [...without, place] });
  }

  /** T is summed for what is to be stored beside the run; then the run goes on in that. */
  async #changeOver(run: Run): Promise<void> {
    const { opened } = this;
    if (!opened) return;
    rememberSession({ opened, settings: this.settings });
    const job = jobOf(opened.source, this.settings, run.recording.shape.numQueries);
    this.#storing.abort();
    this.#storing = new AbortController();
    const beside = quietScope(AbortSignal.any([this.#storing.signal, this.#abort.signal]));
    this.storing = countOf(this.settings);
    try {
      const { prepared, skipped } = await prepareStates(this.#engines, job.setup, beside);
      const { memories } = job.setup;
      await this.#engines.call('descent', 'store', { memories, model: job.model }, beside);
      if (beside.signal.aborted) return;
      this.skipped = skipped;
      this.storing = null;
      const from = resumeFrom(run.recording);
      if (!this.#isRunning() || !from) {
        await this.run();
        return;
      }
      run.begin(from.step, job, prepared);
      await this.#goOn(run, from);
    } catch (thrown) {
      if (beside.signal.aborted) return; // whatever came after speaks for itself
      this.storing = null;
      this.#raise(problemOf('store', 'bar', toEngineError(thrown)));
    }
  }

  #isRunning(): boolean {
    return this.phase === 'running';
  }

  stop(): void {
    this.#abort.abort();
    this.progress = null;
    this.storing = null;
    this.phase = this.shown.run ? 'stopped' : 'idle';
  }

  /** Goes on with a run that was stopped, by a person or by a fault. */
  async resume(): Promise<void> {
    const run = this.#run;
    const from = run && resumeFrom(run.recording);
    if (!from) {
      await this.run();
    } else if (JSON.stringify(run.last.job.setup.memories) === JSON.stringify(this.memories)) {
      await this.#goOn(run, from);
    } else {
      this.#begin('running'); // it was stopped before it had changed over
      await this.#changeOver(run);
    }
  }

  async #goOn(run: Run, from: ResumeSpec): Promise<void> {
    const turn = this.#begin('running');
    try {
      const chapters = run.chapters.filter(({ landscapes }) => !landscapes);
      void this.#drawing.draw(run, this.settings.plane, { chapters });
      await this.#descend(run, turn, from);
    } catch (thrown) {
      this.#fail(turn, 'bar', toEngineError(thrown));
    }
  }

  /** A state of the plane starts as a query, beside the others. */
  dropQuery(state: Float32Array): void {
    void state;
  }

  /** Draws the landscapes of what is shown on another plane. */
  choosePlane(plane: Settings['plane']): void {
    this.settings = { ...this.settings, plane };
    const { run } = this.shown;
    if (!run) return;
    const { step } = this.playback;
    void this.#drawing.draw(run, plane, { step, isOver: !this.#isRunning() });
  }

  /** Says what went wrong outside of a run. */
  reject(error: EngineError): void {
    if (error.code !== 'cancelled') this.#raise(problemOf('rejected', 'set', error));
  }

  dismiss(id: string): void {
    this.problems = this.problems.filter((problem) => problem.id !== id);
  }

  async #descend(run: Run, turn: Scope, resume?: ResumeSpec): Promise<void> {
    const { recording, last } = run;
    this.playback.follow(resume?.step);
    const params = resume ? { ...last.job, resume } : last.job;
    void this.insight.predict(last.job, turn.signal);
    const report = await runDescent(this.#engines, params, recording, turn, () => {
      if (!turn.signal.aborted) this.shown.refreshSoon(run);
    });
    if (turn.signal.aborted) return;
    this.shown.refresh(run);
    this.#drawing.finish(run, this.settings.plane);
    this.report = report;
    frozenProblems(report).forEach((problem) => {
      this.#raise(problem);
    });
    this.progress = null;
    this.phase = 'done';
  }

  #begin(phase: Phase): Scope {
    this.#abort.abort();
    this.#drawing.stop();
    this.insight.keepTo(this.memories);
    const abort = new AbortController();
    this.#abort = abort;
    this.shown.cancelRefresh();
    this.phase = phase;
    this.progress = null;
    this.problems = [];
    return this.#scopeOf(abort);
  }

  #scopeOf(abort: AbortController): Scope {
    return {
      signal: abort.signal,
      onProgress: (progress) => {
        if (!abort.signal.aborted) this.progress = progress;
      },
      onNotice: (notice) => {
        const problem = noticeProblem(notice);
        if (problem && !abort.signal.aborted) this.#raise(problem);
      },
    };
  }

  #fail(turn: Scope, place: Problem['place'], error: EngineError): void {
    // whatever came after has taken over, and speaks for itself
    if (turn.signal.aborted) return;
    this.progress = null;
    this.storing = null;
    this.phase = this.shown.run ? 'stopped' : 'idle';
    if (error.code === 'cancelled') return;
    if (error.code !== 'engine-stopped' || place === 'set') {
      this.#raise(problemOf('failed', place, error));
      return;
    }
    const step = Math.max(0, this.#run?.lastWholeStep ?? 0);
    this.#restarts = [...this.#restarts, step];
    this.#raise(stoppedProblem(step, () => void this.resume()));
  }

  #raise(problem: Problem): void {
    this.problems = [...this.problems.filter(({ id }) => id !== problem.id), problem];
  }
}
