import { toEngineError } from '#shared/errors';
import type { ExperimentName, ExperimentList, ExperimentPlan } from '#shared/experiments';
import { cellFromFrame } from '#shared/experiments';
import type { OpenedSource } from '#shared/host';
import type { Host } from '../../host/host';
import { Engines } from '../engines';
import type { Problem } from '../../domain/problem';
import { problemOf } from '../problems';
import { rememberedExperiments, rememberExperiments } from './remembered';
import type { ExperimentRun } from './run.svelte';
import { CellHistory } from './cell-history';
import type { ExperimentSettings } from '../../domain/experiment-spec';
import { settingsOf, specOf } from '../../domain/experiment-spec';

/** A plan is requested once the settings have not changed for this time. */
const PLAN_AFTER_MS = 150;

/** The experiments of a window. One runs at a time. Finished cells are stored, so a stopped experiment can be resumed. */
export class Experiments {
  isShown = $state(false);
  offers = $state.raw<ExperimentList | null>(null);
  settings = $state.raw<ExperimentSettings>(rememberedExperiments().settings);
  running = $state.raw<ExperimentRun | null>(null);
  /** A problem that concerns all experiments: they cannot be listed, or finished cells cannot be stored. */
  problem = $state.raw<Problem | null>(null);
  #selected = $state<ExperimentName>(rememberedExperiments().selected);

  readonly #engines: Engines;
  readonly #opened: () => OpenedSource | null;
  readonly #history = new CellHistory((reason) => {
    this.problem = {
      id: 'keep',
      place: 'card',
      severity: 'caution',
      title: 'Finished parts cannot be stored.',
      text: `The storage of the window failed: ${reason}. Unsaved parts are lost when the window closes.`,
    };
  });
  #abort = new AbortController();

  /** `opened` returns the open set, whose pictures experiments may use. */
  constructor(
    host: Pick<Host, 'connectEngine' | 'endEngine' | 'onDisconnected'>,
    opened: () => OpenedSource | null,
  ) {
    this.#engines = new Engines(host);
    this.#opened = opened;
    this.isShown = rememberedExperiments().isShown;
    host.onDisconnected(() => {
      this.stop();
    });
  }

  get names(): readonly ExperimentName[] {
    return this.offers?.names ?? [];
  }

  get selected(): ExperimentName | null {
    return this.names.find((name) => name === this.#selected) ?? this.names[0] ?? null;
  }

  /** The selected experiment with the present settings. */
  get current(): ExperimentRun | null {
    return this.selected && this.runOf(this.selected);
  }

  /** Lists the experiments and reads the stored runs. */
  async start(): Promise<void> {
    try {
      const offers = await this.#engines.call('descent', 'experiments', {}, {});
      await this.#history.open(offers.version);
      this.offers = offers;
    } catch (thrown) {
      this.problem = problemOf('experiments', 'card', toEngineError(thrown));
    }
  }

  /** Returns the run of an experiment: the running one, else that of the present settings. */
  runOf(name: ExperimentName): ExperimentRun {
    if (this.running?.spec.name === name) return this.running;
    return this.#history.runOf(specOf(name, this.settings, this.#opened()));
  }

  show(isShown: boolean): void {
    this.isShown = isShown;
    this.#remember();
  }

  select(name: ExperimentName): void {
    this.#selected = name;
    if (this.running?.spec.name === name) this.settings = settingsOf(this.running.spec);
    this.#remember();
  }

  change(change: Partial<ExperimentSettings>): void {
    this.settings = { ...this.settings, ...change };
    this.#remember();
  }

  /** Reads the stored cells of a run that is shown, or asks for its plan. Returns a function that cancels this. */
  prepare(run: ExperimentRun): () => void {
    const abort = new AbortController();
    const timer = setTimeout(() => void this.#loadAndPlan(run, abort.signal), PLAN_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }

  /** Computes the missing cells of the selected experiment, and stops another one that is running. */
  async run(): Promise<void> {
    const run = this.current;
    if (!run?.canRun) return;
    this.stop();
    const abort = new AbortController();
    this.#abort = abort;
    this.running = run;
    run.begin();
    try {
      const plan = await this.#planAnew(run, abort.signal);
      const done = (await this.#history.load(run)).map(({ cell }) => cell);
      await this.#compute(run, plan, done, abort.signal);
    } catch (thrown) {
      const error = toEngineError(thrown);
      if (abort.signal.aborted) return;
      run.fail(error);
      if (error.code === 'device-failed') await this.#engines.end('experiment');
    } finally {
      if (this.#abort === abort) this.stop();
    }
  }

  stop(): void {
    this.#abort.abort();
    if (this.running) this.running.isRunning = false;
    this.running = null;
  }

  /** Deletes the finished cells of the selected experiment and computes them again. */
  async startOver(): Promise<void> {
    const run = this.current;
    if (!run) return;
    this.stop();
    await this.#history.forget(run);
    await this.run();
  }

  async #compute(
    run: ExperimentRun,
    plan: ExperimentPlan,
    done: string[],
    signal: AbortSignal,
  ): Promise<void> {
    await this.#engines.call(
      'experiment',
      'experiment',
      { spec: run.spec, stamp: plan.stamp, done },
      {
        signal,
        onProgress: ({ stage }) => {
          run.stage = stage;
        },
        onNotice: (notice) => {
          if (notice.severity === 'warning') run.note(notice);
        },
        onFrame: async (meta, arrays) => {
          const cell = cellFromFrame(meta, arrays);
          run.add(cell);
          await this.#history.keep(run, plan, cell);
        },
      },
    );
  }

  async #loadAndPlan(run: ExperimentRun, signal: AbortSignal): Promise<void> {
    await this.#history.load(run);
    if (run.plan) return;
    try {
      await this.#planAnew(run, signal);
    } catch (thrown) {
      if (!signal.aborted) run.fail(toEngineError(thrown));
    }
  }

  /** Requests the plan of a run. If the sampled data have changed, deletes the cells that were computed from the earlier data. */
  async #planAnew(run: ExperimentRun, signal: AbortSignal): Promise<ExperimentPlan> {
    const before = run.plan;
    const plan = await this.#engines.call('experiment', 'planExperiment', run.spec, { signal });
    if (before && before.stamp !== plan.stamp && run.numDone > 0) {
      await this.#history.forget(run);
      run.note({
        id: 'data-changed',
        severity: 'info',
        summary: 'The sampled data changed since the experiment was planned.',
        tip: 'Parts of the earlier data were deleted and are computed again.',
      });
    }
    run.plan = plan;
    run.problem = null;
    return plan;
  }

  #remember(): void {
    rememberExperiments({ isShown: this.isShown, selected: this.#selected, settings: this.settings });
  }
}
