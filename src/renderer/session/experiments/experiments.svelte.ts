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

/** Settings that change faster than this are not asked for what they would take. */
const PLAN_AFTER_MS = 150;

/** The experiments of a window. One runs at a time; what is finished of any is kept, and goes on from there. */
export class Experiments {
  isShown = $state(false);
  offers = $state.raw<ExperimentList | null>(null);
  settings = $state.raw<ExperimentSettings>(rememberedExperiments().settings);
  running = $state.raw<ExperimentRun | null>(null);
  /** Of all of them: they cannot be listed, or their parts cannot be kept. */
  problem = $state.raw<Problem | null>(null);
  #selected = $state<ExperimentName>(rememberedExperiments().selected);

  readonly #engines: Engines;
  readonly #opened: () => OpenedSource | null;
  readonly #history = new CellHistory((reason) => {
    this.problem = {
      id: 'keep',
      place: 'card',
      severity: 'caution',
      title: 'Finished parts cannot be kept.',
      text: `The window's storage does not take them: ${reason}. They last until it closes: save what you need.`,
    };
  });
  #abort = new AbortController();

  /** `opened`: the set whose pictures may be used. */
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

  /** What is selected, with the settings as they are. */
  get current(): ExperimentRun | null {
    return this.selected && this.runOf(this.selected);
  }

  /** Asks which experiments there are, and reads what is kept of them. */
  async start(): Promise<void> {
    try {
      const offers = await this.#engines.call('descent', 'experiments', {}, {});
      await this.#history.open(offers.version);
      this.offers = offers;
    } catch (thrown) {
      this.problem = problemOf('experiments', 'card', toEngineError(thrown));
    }
  }

  /** An experiment that runs is given as it runs, whatever the settings have become since. */
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

  /** Computes what is not there yet of what is selected. Another one that runs is stopped. */
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

  /** Forgets what is there of the selected run, and computes it again. */
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

  /** The plan of what is drawn now. What is finished of another draw is forgotten. */
  async #planAnew(run: ExperimentRun, signal: AbortSignal): Promise<ExperimentPlan> {
    const before = run.plan;
    const plan = await this.#engines.call('experiment', 'planExperiment', run.spec, { signal });
    if (before && before.stamp !== plan.stamp && run.numDone > 0) {
      await this.#history.forget(run);
      run.note({
        id: 'drawn-anew',
        severity: 'info',
        summary: 'The data have changed.',
        tip: 'What was finished of others is forgotten, and computed again.',
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
