import type { CellResult, ExperimentPlan, ExperimentSpec } from '#shared/experiments';
import type { StoredRun } from './cell-store';
import { CellStore } from './cell-store';
import { ExperimentRun } from './run.svelte';
import { keyOf } from '../../domain/experiment-spec';

/** The experiment runs of a window and the store of their cells. Without storage they last as long as the window. */
export class CellHistory {
  readonly #runs = new Map<string, ExperimentRun>();
  readonly #onFault: (reason: string) => void;
  #stored: ReadonlyMap<string, StoredRun> = new Map();
  #store: CellStore | null = null;
  #version = '';

  /** `onFault` is called when the storage fails. It is not used again after that. */
  constructor(onFault: (reason: string) => void) {
    this.#onFault = onFault;
  }

  /** Opens the store and lists the runs of this version of the app. */
  async open(version: string): Promise<void> {
    this.#version = version;
    try {
      this.#store = await CellStore.open();
      this.#stored = new Map((await this.#store.runs(version)).map((run) => [run.key, run]));
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  /** Returns the run of a specification, the same object each time. */
  runOf(spec: ExperimentSpec): ExperimentRun {
    const key = keyOf(spec);
    const run = this.#runs.get(key) ?? new ExperimentRun(key, spec, this.#stored.get(key));
    this.#runs.set(key, run);
    return run;
  }

  /** Loads the stored cells of a run once. */
  async load(run: ExperimentRun): Promise<readonly CellResult[]> {
    if (run.cells) return run.cells;
    let cells: readonly CellResult[] = [];
    try {
      cells = (await this.#store?.cells(run.key)) ?? [];
    } catch (thrown) {
      this.#fail(thrown);
    }
    return (run.cells ??= cells);
  }

  async keep({ key, spec }: ExperimentRun, plan: ExperimentPlan, cell: CellResult): Promise<void> {
    try {
      await this.#store?.add({ key, spec, plan, version: this.#version }, cell);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  async forget(run: ExperimentRun): Promise<void> {
    run.cells = [];
    try {
      await this.#store?.remove(run.key);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #fail(thrown: unknown): void {
    this.#store = null;
    this.#onFault(thrown instanceof Error ? thrown.message : String(thrown));
  }
}
