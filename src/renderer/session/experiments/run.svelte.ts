import type { EngineError } from '#shared/errors';
import type { CellResult, ExperimentPlan, ExperimentSpec } from '#shared/experiments';
import type { Notice } from '#shared/progress';
import type { Problem } from '../../domain/problem';
import { problemOf } from '../problems';
import type { StoredRun } from './cell-store';

export type ExperimentPhase = 'new' | 'running' | 'stopped' | 'done';

/** An experiment with one specification: its plan, its finished cells and its progress. */
export class ExperimentRun {
  readonly key: string;
  readonly spec: ExperimentSpec;
  /** Null until the engine has returned it. */
  plan = $state.raw<ExperimentPlan | null>(null);
  /** The finished cells in the order of completion; null until they have been read from the store. */
  cells = $state.raw<readonly CellResult[] | null>(null);
  isRunning = $state(false);
  /** Describes the cell in progress, such as "D 100, β 30, about 12 s left". */
  stage = $state('');
  /** The engine's notices about the numbers. */
  notices = $state.raw<readonly Notice[]>([]);
  problem = $state.raw<Problem | null>(null);
  readonly #numKept: number;

  constructor(key: string, spec: ExperimentSpec, kept: StoredRun | undefined) {
    this.key = key;
    this.spec = spec;
    this.plan = kept?.plan ?? null;
    this.#numKept = kept?.numCells ?? 0;
    if (!kept) this.cells = [];
  }

  get numDone(): number {
    return this.cells?.length ?? this.#numKept;
  }

  get numCells(): number {
    return this.plan?.cells.length ?? 0;
  }

  get phase(): ExperimentPhase {
    if (this.isRunning) return 'running';
    if (this.numDone === 0) return 'new';
    return this.numDone < this.numCells ? 'stopped' : 'done';
  }

  /** True if cells are missing and the plan is known, or if the last attempt failed and can be repeated. */
  get canRun(): boolean {
    const { phase } = this;
    return (phase === 'new' || phase === 'stopped') && (this.plan !== null || this.problem !== null);
  }

  /** The finished cells in the order of the plan. */
  get finished(): readonly CellResult[] {
    const cells = this.cells ?? [];
    return this.plan?.cells.flatMap((planned) => cells.find(({ cell }) => cell === planned.cell) ?? []) ?? [];
  }

  /** The estimated duration of the missing cells; null before the plan is known. */
  get secondsLeft(): number | null {
    const cells = this.cells ?? [];
    const left = this.plan?.cells.filter((planned) => !cells.some(({ cell }) => cell === planned.cell));
    return left?.reduce((sum, { seconds }) => sum + seconds, 0) ?? null;
  }

  /** The finished share of the estimated duration, 0 to 1. */
  get share(): number {
    const all = this.plan?.cells.reduce((sum, { seconds }) => sum + seconds, 0) ?? 0;
    return all === 0 ? 0 : 1 - (this.secondsLeft ?? all) / all;
  }

  begin(): void {
    this.isRunning = true;
    this.stage = '';
    this.notices = [];
    this.problem = null;
  }

  add(cell: CellResult): void {
    const others = (this.cells ?? []).filter((one) => one.cell !== cell.cell);
    this.cells = [...others, cell];
  }

  note(notice: Notice): void {
    this.notices = [...this.notices.filter(({ id }) => id !== notice.id), notice];
  }

  fail(error: EngineError): void {
    const problem = problemOf('failed', 'card', error);
    const kept = this.numDone > 0 ? ['Finished parts are kept.'] : [];
    this.problem = { ...problem, text: [...kept, problem.text].join(' ') };
  }
}
