import { z } from 'zod';
import type { CellResult } from '#shared/experiments';
import { CellMeta, ExperimentPlan, ExperimentSpec } from '#shared/experiments';
import { MIB } from '#shared/units';

/** A stored run without its cells. */
const StoredRun = z.object({
  key: z.string(),
  /** The version of the app that computed the cells. Numbers of different versions are not mixed. */
  version: z.string(),
  spec: ExperimentSpec,
  plan: ExperimentPlan,
  numCells: z.int(),
  bytes: z.number(),
  /** When the run was last shown, in ms since 1970. */
  usedAt: z.number(),
});
export type StoredRun = z.infer<typeof StoredRun>;
export type NewRun = Pick<StoredRun, 'key' | 'version' | 'spec' | 'plan'>;

const StoredCell = z.object({
  run: z.string(),
  meta: CellMeta,
  pixels: z.object({ data: z.instanceof(Uint8Array), shape: z.array(z.int()) }).optional(),
});
type StoredCell = z.infer<typeof StoredCell>;

const DATABASE = 'experiments';
/** Runs of version 1 are discarded, because they do not identify the sampled data. */
const DATABASE_VERSION = 2;
/** The largest size of all runs together. */
const BUDGET_BYTES = 256 * MIB;

/**
 * Stores finished cells of experiments in IndexedDB. Each cell is written as soon as it is finished, so an interruption
 * loses only the cell in progress. Unreadable entries are ignored. Methods reject if the storage is full or closed.
 */
export class CellStore {
  readonly #database: IDBDatabase;
  readonly #budgetBytes: number;

  private constructor(database: IDBDatabase, budgetBytes: number) {
    this.#database = database;
    this.#budgetBytes = budgetBytes;
  }

  static async open(budgetBytes = BUDGET_BYTES): Promise<CellStore> {
    const request = indexedDB.open(DATABASE, DATABASE_VERSION);
    request.onupgradeneeded = () => {
      const database = request.result;
      for (const older of [...database.objectStoreNames]) database.deleteObjectStore(older);
      database.createObjectStore('runs', { keyPath: 'key' });
      database.createObjectStore('cells', { keyPath: ['run', 'meta.cell'] });
    };
    return new CellStore(await settled(request), budgetBytes);
  }

  /** Returns the runs of this version and removes those of other versions. */
  async runs(version: string): Promise<StoredRun[]> {
    const all = await this.#within('readonly', ({ runs }) => allOf(runs));
    for (const run of all) if (run.version !== version) await this.remove(run.key);
    return all.filter((run) => run.version === version);
  }

  /** Returns the cells of a run and marks the run as used, because the least recently used runs are dropped first. */
  cells(key: string): Promise<CellResult[]> {
    return this.#within('readwrite', async ({ runs, cells }) => {
      const run = await runOf(runs, key);
      if (run) await settled(runs.put({ ...run, usedAt: Date.now() }));
      const found: unknown[] = await settled(cells.getAll(cellsOf(key)));
      return found.flatMap((one) => {
        const kept = StoredCell.safeParse(one);
        return kept.success ? [{ ...kept.data.meta, pixels: kept.data.pixels }] : [];
      });
    });
  }

  /** Stores a cell, then drops the least recently used runs while all runs exceed the budget. */
  async add(run: NewRun, { pixels, ...meta }: CellResult): Promise<void> {
    const cell: StoredCell = {
      run: run.key,
      meta,
      // copies the pixels, since all arrays of a frame share one buffer, which would be stored whole
      ...(pixels && { pixels: { data: pixels.data.slice(), shape: [...pixels.shape] } }),
    };
    const bytes = JSON.stringify(meta).length + (pixels?.data.length ?? 0);
    await this.#within('readwrite', async ({ runs, cells }) => {
      const isKnown = (await settled(cells.getKey([run.key, meta.cell]))) !== undefined;
      if (isKnown) return;
      const before = await runOf(runs, run.key);
      const kept: StoredRun = {
        ...run,
        numCells: (before?.numCells ?? 0) + 1,
        bytes: (before?.bytes ?? 0) + bytes,
        usedAt: Date.now(),
      };
      await settled(cells.put(cell));
      await settled(runs.put(kept));
    });
    await this.#makeRoom(run.key);
  }

  remove(key: string): Promise<void> {
    return this.#within('readwrite', async ({ runs, cells }) => {
      await settled(runs.delete(key));
      await settled(cells.delete(cellsOf(key)));
    });
  }

  async #makeRoom(running: string): Promise<void> {
    const all = await this.#within('readonly', ({ runs }) => allOf(runs));
    let bytes = all.reduce((sum, run) => sum + run.bytes, 0);
    const others = all.filter(({ key }) => key !== running).sort((a, b) => a.usedAt - b.usedAt);
    for (const run of others) {
      if (bytes <= this.#budgetBytes) return;
      await this.remove(run.key);
      bytes -= run.bytes;
    }
  }

  /** Runs `work` in one transaction: either all of its writes take effect, or none. */
  async #within<T>(
    mode: IDBTransactionMode,
    work: (stores: { runs: IDBObjectStore; cells: IDBObjectStore }) => Promise<T>,
  ): Promise<T> {
    const transaction = this.#database.transaction(['runs', 'cells'], mode);
    const committed = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => {
        resolve();
      };
      transaction.onabort = () => {
        reject(transaction.error ?? new Error('unknown reason'));
      };
    });
    const result = await work({
      runs: transaction.objectStore('runs'),
      cells: transaction.objectStore('cells'),
    });
    await committed;
    return result;
  }
}

async function allOf(runs: IDBObjectStore): Promise<StoredRun[]> {
  const all: unknown[] = await settled(runs.getAll());
  return all.flatMap((one) => StoredRun.safeParse(one).data ?? []);
}

async function runOf(runs: IDBObjectStore, key: string): Promise<StoredRun | undefined> {
  return StoredRun.safeParse(await settled(runs.get(key))).data;
}

/** Returns the key range of a run's cells. In IndexedDB arrays sort after strings, so [] is above every name. */
function cellsOf(key: string): IDBKeyRange {
  return IDBKeyRange.bound([key], [key, []]);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('unknown reason'));
    };
  });
}
