import type { CellResult, ExperimentName, ExperimentPlan, ExperimentSpec } from '#shared/experiments';
import type { Notice } from '#shared/progress';
import type { ExperimentSettings } from '../../domain/experiment-spec';
import type { Problem } from '../../domain/problem';

/** The view model of one experiment with one specification. */
export interface RunView {
  readonly key: string;
  readonly spec: ExperimentSpec;
  /** Null until the engine has made it. */
  readonly plan: ExperimentPlan | null;
  readonly phase: 'new' | 'running' | 'stopped' | 'done';
  readonly isRunning: boolean;
  readonly canRun: boolean;
  /** The current stage: "D 100, β 30, about 12 s left". */
  readonly stage: string;
  /** The finished cells, in the plan's order. */
  readonly finished: readonly CellResult[];
  readonly numDone: number;
  readonly numCells: number;
  /** The completed share of the computing time, 0 to 1. */
  readonly share: number;
  /** Null until there is a plan. */
  readonly secondsLeft: number | null;
  readonly notices: readonly Notice[];
  readonly problem: Problem | null;
}

/** The view model of a window's experiments. */
export interface ExperimentsView {
  readonly names: readonly ExperimentName[];
  readonly selected: ExperimentName | null;
  readonly settings: ExperimentSettings;
  /** The run of the selected experiment with the current settings. */
  readonly current: RunView | null;
  readonly running: RunView | null;
  readonly problem: Problem | null;
  runOf(name: ExperimentName): RunView;
  select(name: ExperimentName): void;
  change(change: Partial<ExperimentSettings>): void;
  /** Loads the stored cells of a run, or requests its plan. Returns a function that cancels this. */
  prepare(run: RunView): () => void;
  run(): Promise<void>;
  stop(): void;
  startOver(): Promise<void>;
}
