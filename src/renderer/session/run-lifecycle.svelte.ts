import type { DescentReport } from '#shared/api';
import type { EngineError } from '#shared/errors';
import { toEngineError } from '#shared/errors';
import type { Progress } from '#shared/progress';
import type { ResumeSpec } from '#shared/setup';
import type { Problem } from '../domain/problem';
import type { WantedPlane } from '../domain/settings/plane-choice';
import type { Settings } from '../domain/settings/settings';
import { withChange } from '../domain/settings/settings';
import type { CallOptions } from './call-options';
import { reportingOptions, silentOptions } from './call-options';
import { impactOf } from './change-impact';
import type { PreparedSetup } from './prepare-states';
import { prepareStates, readyFor } from './prepare-states';
import { frozenProblems, isOutage, outageProblem, problemOf } from './problems';
import type { Run, RunSegment } from './run';
import { newRun } from './run';
import { resumeFrom, runDescent } from './run-descent';
import type { RunPhase, RunPhaseEvent } from './run-phase.svelte';
import { rebuildSignal, RunMachine, workSignal } from './run-phase.svelte';
import type { DisplayedRun } from './displayed-run.svelte';
import type { Engines } from './engines';
import type { History } from './history.svelte';
import type { LandscapeJobs } from './landscape-jobs';
import type { OpenedSet } from './opened-set.svelte';
import type { Playback } from './playback.svelte';
import type { Predictions } from './predictions.svelte';
import type { ProblemList } from './problem-list.svelte';

/** The parts of the session that runs need. */
export interface RunParts {
  readonly engines: Pick<Engines, 'call' | 'end'>;
  /** The settings, which may change during a run. */
  readonly history: Pick<History, 'now' | 'change'>;
  /** The open set. */
  readonly set: Pick<OpenedSet, 'job' | 'memories' | 'missing'>;
  /** The run that the views show. */
  readonly displayed: Pick<DisplayedRun, 'run' | 'refresh' | 'refreshSoon' | 'cancelRefresh'>;
  /** Computes the landscapes of the run. */
  readonly landscapeJobs: Pick<LandscapeJobs, 'draw' | 'drawRest' | 'finish' | 'stop'>;
  /** The clock, which follows the newest step. */
  readonly playback: Pick<Playback, 'step' | 'follow' | 'cancelPendingSeek'>;
  /** Predicts the reliability of the run before it has finished. */
  readonly predictions: Pick<Predictions, 'predict' | 'cancelOtherSearch' | 'reset' | 'stopPredicting'>;
  readonly problems: Pick<ProblemList, 'raise' | 'clear'>;
  /** The plane that landscapes are wanted on. */
  readonly plane: () => WantedPlane;
}

/** Starts, changes, stops and resumes runs. Only one run exists at a time; starting another ends the previous one. */
export class RunLifecycle {
  progress = $state.raw<Progress | null>(null);
  /** The report of the last run that finished. */
  report = $state.raw<DescentReport | null>(null);
  readonly #machine = new RunMachine();
  readonly #parts: RunParts;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  get phase(): RunMachine['shown'] {
    return this.#machine.shown;
  }

  /** True while DrDAM's vector is recomputed for changed settings and the run continues with the previous one. */
  get isRebuilding(): boolean {
    return this.#machine.isRebuilding;
  }

  /** Whether a stopped run can be resumed. */
  get canResume(): boolean {
    return this.phase === 'stopped' && this.#parts.displayed.run !== null;
  }

  /** The run whose landscapes are drawn. The last one stays in view until another has started. */
  get current(): Run | null {
    return this.#machine.phase.run ?? this.#parts.displayed.run;
  }

  /** Stops the current work and runs `read`. A failure is reported where sets are opened. */
  async open(read: (options: CallOptions) => Promise<void>): Promise<void> {
    const options = this.#begin({ type: 'open' });
    try {
      await read(options);
    } catch (thrown) {
      this.#fail(options, 'set', toEngineError(thrown));
    }
  }

  /** Shows a recorded run as the last one. `show` opens the session of the run. */
  restore(run: Run, report: DescentReport | null, show: () => void): void {
    const { displayed, landscapeJobs, predictions, set } = this.#parts;
    this.#begin({ type: 'open' });
    show();
    this.report = report;
    predictions.reset();
    displayed.refresh(run);
    this.#machine.send({ type: 'restore', run });
    if (set.job) void landscapeJobs.drawRest(run, this.#parts.plane());
  }

  /** Starts a new run with the present settings, if a set is open. `ready` are its states where they are prepared already. */
  async start(ready?: PreparedSetup): Promise<void> {
    const { engines, history, set, displayed } = this.#parts;
    const { job } = set;
    if (!job) return;
    const options = this.#begin({ type: 'prepare' });
    try {
      const { prepared, skipped } = ready ?? (await prepareStates(engines, job.setup, options));
      if (options.signal.aborted) return;
      set.missing = skipped;
      const run = newRun(job, prepared, history.now);
      if (displayed.run) run.reuseLandscapesOf(displayed.run);
      this.report = null;
      const phase = this.#machine.send({ type: 'descend', run });
      await this.#descend(run, this.#optionsFor(phase));
    } catch (thrown) {
      this.#fail(options, 'bar', toEngineError(thrown));
    }
  }

  stop(): void {
    this.#parts.predictions.stopPredicting();
    this.#rest();
  }

  /** Resumes a run that was stopped by the person or by a failure. */
  async resume(): Promise<void> {
    const { run } = this.#machine.phase;
    if (!run?.canContinue) {
      await this.start();
      return;
    }
    this.#begin({ type: 'resume' });
    await this.#changeOver(run); // settings may have changed while it was stopped
  }

  /** Applies changed settings to the run. */
  apply(before: Settings): void {
    const { history, playback } = this.#parts;
    const impact = impactOf(before, history.now);
    if (impact === 'nothing') return;
    if (impact === 'plane') {
      this.#drawLandscapes(({ segments }) => segments);
      return;
    }
    playback.cancelPendingSeek();
    const { run } = this.#machine.phase;
    // a running descent continues with the change, unless it affects the initial states
    if (impact !== 'start' && run?.canContinue && this.#machine.isRunning) void this.#changeOver(run);
    else void this.start();
  }

  /** Draws the landscapes that are missing on the plane of the selected query, once another one was selected. */
  followQuery(): void {
    this.#drawLandscapes((run) => run.withoutLandscapesOn(this.#parts.plane()));
  }

  #drawLandscapes(segmentsOf: (run: Run) => readonly RunSegment[]): void {
    const { playback, landscapeJobs } = this.#parts;
    const run = this.current;
    const segments = run ? segmentsOf(run) : [];
    if (!run || segments.length === 0) return;
    const at = { step: playback.step, isOver: !this.#machine.isRunning };
    void landscapeJobs.draw(run, this.#parts.plane(), { segments, ...at });
  }

  /** Prepares memories and DrDAM's vector while the run continues, then resumes the run with them. */
  async #changeOver(run: Run): Promise<void> {
    const { engines, history, set, problems } = this.#parts;
    const machine = this.#machine;
    const settings = history.now;
    const { job } = set;
    const impact = impactOf(run.last.settings, settings);
    if (!job || impact === 'nothing' || impact === 'plane') {
      machine.send({ type: 'end-rebuild' });
      if (machine.phase.kind === 'resuming') await this.#resumeFromRecording(run);
      return;
    }
    const signal = rebuildSignal(machine.send({ type: 'rebuild' }));
    try {
      const { prepared, skipped = set.missing } = await readyFor(
        engines,
        job,
        run.last,
        silentOptions(signal),
      );
      if (signal.aborted) return;
      set.missing = skipped;
      if (!machine.isRunning || !run.canContinue) {
        await this.start();
        return;
      }
      run.begin(run.recording.lastCompleteStep, job, prepared, settings);
      await this.#resumeFromRecording(run);
    } catch (thrown) {
      if (signal.aborted) return; // the call that replaced this one reports its own failures
      if (machine.phase.kind === 'resuming') this.#rest();
      else machine.send({ type: 'end-rebuild' });
      problems.raise(problemOf('store', 'bar', toEngineError(thrown)));
    }
  }

  async #resumeFromRecording(run: Run): Promise<void> {
    const options = this.#begin({ type: 'descend', run });
    await this.#descend(run, options, resumeFrom(run.recording));
  }

  async #descend(run: Run, options: CallOptions, resume?: ResumeSpec): Promise<void> {
    const { engines, displayed, landscapeJobs, playback, predictions, problems } = this.#parts;
    const { recording, last } = run;
    let onFirstStates: () => void = () => undefined;
    try {
      playback.follow(resume?.step);
      const job = resume ? { ...last.job, resume } : last.job;
      void predictions.predict(last.job);
      const firstStates = new Promise<void>((resolve) => (onFirstStates = resolve));
      void landscapeJobs.drawRest(run, this.#parts.plane(), firstStates);
      const report = await runDescent(engines, job, recording, options, () => {
        displayed.refreshSoon(run);
        onFirstStates();
      });
      if (options.signal.aborted) return;
      displayed.refresh(run);
      landscapeJobs.finish(run, this.#parts.plane());
      this.report = report;
      for (const problem of frozenProblems(report)) problems.raise(problem);
      this.progress = null;
      this.#machine.send({ type: 'finish' });
    } catch (thrown) {
      this.#fail(options, 'bar', toEngineError(thrown));
    }
  }

  /** Enters a phase in which the engine works, and clears the reports of the previous work. */
  #begin(event: RunPhaseEvent): CallOptions {
    const { displayed, landscapeJobs, predictions, problems, set } = this.#parts;
    const phase = this.#machine.send(event);
    landscapeJobs.stop();
    predictions.stopPredicting();
    predictions.cancelOtherSearch(set.memories);
    displayed.cancelRefresh();
    this.progress = null;
    problems.clear();
    return this.#optionsFor(phase);
  }

  #optionsFor(phase: RunPhase): CallOptions {
    return reportingOptions(
      workSignal(phase),
      (progress) => (this.progress = progress),
      this.#parts.problems.raise,
    );
  }

  /** Enters a phase in which nothing is computed. */
  #rest(): void {
    const { displayed, landscapeJobs, playback } = this.#parts;
    const { run } = this.#machine.phase;
    playback.cancelPendingSeek();
    this.progress = null;
    this.#machine.send({ type: 'stop', displayed: displayed.run });
    if (run) landscapeJobs.finish(run, this.#parts.plane());
  }

  #fail({ signal }: CallOptions, place: Problem['place'], error: EngineError): void {
    if (signal.aborted) return; // the call that replaced this one reports its own failures
    const { engines, displayed, history, problems } = this.#parts;
    const { run } = this.#machine.phase;
    this.#rest();
    if (error.code === 'cancelled') return;
    if (!isOutage(error) || place === 'set') {
      problems.raise(problemOf('failed', place, error));
      return;
    }
    const step = Math.max(0, run?.lastEvaluatedStep ?? 0);
    run?.restarts.push(step);
    if (run) displayed.refresh(run);
    // ends only the engine of the descent, since the failure of another call must not end a run
    if (error.code === 'device-failed') void engines.end('descent');
    const resumeOn = (device = history.now.device) => {
      if (device !== history.now.device) history.change(withChange(history.now, { device }));
      void this.resume();
    };
    problems.raise(outageProblem(error, step, resumeOn));
  }
}
