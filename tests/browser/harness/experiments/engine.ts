import { EngineError } from '#shared/errors';
import type { ExperimentPlan, ExperimentSpec, Row } from '#shared/experiments';
import type { Handlers } from '#shared/rpc/server';
import { serveEngine } from '#shared/rpc/server';
import type { Port } from '#shared/rpc/port';
import { portPair } from '#shared/rpc/port';

const BETAS = [10, 20, 30, 40];
const FEATURES = [1000, 4000, 16_000];
const COLUMNS = ['D', 'Y', 'beta', 'seed', 'queries', 'energy_mae', 'gradient_mae', 'snr'];

export const plan: ExperimentPlan = {
  data: 'nothing that was measured',
  stamp: '',
  columns: Object.fromEntries(COLUMNS.map((name) => [name, `what ${name} is`])),
  device: { id: 'cpu', name: 'a script', reason: '' },
  cells: BETAS.map((beta) => ({ cell: `β ${String(beta)}`, seconds: 10 })),
};

/** An engine that finishes a cell of Figure 3 whenever the test allows it. */
export class ScriptedEngine {
  readonly calls: { seed: number; done: string[] }[] = [];
  #port: Port | undefined;
  #allowed = 0;
  #stamp = '';
  #resume: () => void = () => undefined;
  readonly #version: string;

  constructor(version: string) {
    this.#version = version;
  }

  connect(): Port {
    const [here, there] = portPair();
    serveEngine(there, this.#handlers());
    this.#port = there;
    return here;
  }

  finish(cells: number): void {
    this.#allowed += cells;
    this.#resume();
  }

  changeData(): void {
    this.#stamp += '+';
  }

  crash(): void {
    this.#port?.close();
  }

  #handlers(): Handlers {
    const unsupported = () => Promise.reject(new EngineError('unsupported', 'Not in this script.'));
    const names = ['fig3', 'fig5'] as const;
    return {
      devices: unsupported,
      samples: unsupported,
      images: unsupported,
      browse: unsupported,
      thumbnails: unsupported,
      prepare: unsupported,
      inspect: unsupported,
      predictReliability: unsupported,
      precomputeFeatures: unsupported,
      descend: unsupported,
      plane: unsupported,
      landscape: unsupported,
      experiments: () =>
        Promise.resolve({
          version: this.#version,
          names: [...names],
        }),
      planExperiment: () => Promise.resolve({ ...plan, stamp: this.#stamp }),
      experiment: async ({ spec, done }, { send, signal }) => {
        this.calls.push({ seed: spec.seed, done });
        for (const [i, { cell }] of plan.cells.entries()) {
          if (done.includes(cell)) continue;
          await this.#waitForCell(signal);
          await send({ cell, rows: rowsOf(spec, BETAS[i] ?? 0), pictures: [] }, {});
        }
        return { ...plan, title: '', cells: plan.cells.map(({ cell }) => cell), seconds: 0 };
      },
    };
  }

  /** Resolves once the test lets another cell finish. */
  async #waitForCell(signal: AbortSignal): Promise<void> {
    while (this.#allowed === 0) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
      if (signal.aborted) throw new EngineError('cancelled', 'Cancelled.');
    }
    this.#allowed--;
  }
}

function rowsOf({ seed }: ExperimentSpec, beta: number): Row[] {
  return ['at memories', 'random'].flatMap((queries) =>
    FEATURES.map((Y) => {
      const error = (beta / 1000) * (1000 / Y) ** 0.5;
      return { D: 30, Y, beta, seed, queries, energy_mae: error, gradient_mae: error, snr: 5 };
    }),
  );
}
