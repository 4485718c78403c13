import type { CellResult, ExperimentPlan, ExperimentSpec } from '#shared/experiments';
import type { StoredRun } from './cell-store';
import { CellStore } from './cell-store';
import { ExperimentRun } from './run.svelte';
import { keyOf } from '../../domain/experiment-spec';

/** The runs of a window, and where their cells are kept. Without storage they last as long as the window. */
export class CellHistory {
  readonly #runs = new Map<string, ExperimentRun>();
  readonly #onFault: (reason: string) => void;
  #kept: ReadonlyMap<string, StoredRun> = new Map();
  #store: CellStore | null = null;
  #version = '';

  /** `onFault`: the storage does not do its part, and is not asked again. */
  constructor(onFault: (reason: string) => void) {
    this.#onFault = onFault;
  }

  /** Finds what was kept by this version of the app. */
  async open(version: string): Promise<void> {
    this.#version = version;
    try {
      this.#store = await CellStore.open();
      this.#kept = new Map((await this.#store.runs(version)).map((run) => [run.key, run]));
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  /** The same run for the same specification. */
  runOf(spec: ExperimentSpec): ExperimentRun {
    const key = keyOf(spec);
    const run = this.#runs.get(key) ?? new ExperimentRun(key, spec, this.#kept.get(key));
    this.#runs.set(key, run);
    return run;
  }

  /** Fetches the cells that were kept. */
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
