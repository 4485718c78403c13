import type { DescentReport, MemoryItem, Params } from '../../src/shared/api';
import type { FrameArray } from '../../src/shared/rpc/frame';
import type { CallOptions } from '../../src/shared/rpc/client';
import { squaredDistances } from '../../src/shared/reliability';
import type { MemoriesSpec } from '../../src/shared/setup';
import { landscapeReport, sendLandscape } from './scripted-run';
import type { ScriptedEngine } from './scripted-engine';

const DIM = 2;
const shape = { height: 1, width: DIM, channels: 1 };
const device = { id: 'cpu', name: 'CPU', reason: '' } as const;

type Picture = readonly [number, number];
type Folder = Readonly<Record<string, Picture>>;

/** Scripts an engine that reads sets of pictures of two pixels, and whose queries end at the pictures they came from. */
export class ScriptedPictures {
  /** The pictures of each source, by their names; a test changes them as a person changes a folder. */
  readonly folders: Record<string, Folder> = {
    photos: { 'a.png': [1, 0], 'b.png': [0, 1] },
    others: { 'c.png': [1, 1], 'd.png': [0, 0] },
  };
  /** The parameters of the descents, in order. */
  readonly descents: Params<'descend'>[] = [];
  /** The step at which descents stay until they are cancelled; null lets each run to its end. */
  heldAt: number | null = null;

  constructor(engine: ScriptedEngine) {
    engine.on('samples', () =>
      Promise.resolve([{ source: 'sample:emoji', title: 'Emoji', count: 2, notice: '' }]),
    );
    engine.on('devices', () => Promise.resolve([]));
    engine.on('browse', ({ images: { source } }) => {
      const items = this.#itemsOf(source);
      return Promise.resolve({ shape, total: items.length, items, skipped: [] });
    });
    engine.on('prepare', (setup, options) => Promise.resolve(this.#prepare(setup, options)));
    engine.on('predictReliability', () => Promise.resolve({ reliability: null }));
    engine.on('precomputeFeatures', () => Promise.resolve({ seconds: 0 }));
    engine.on('plane', (_, { onFrame }) => {
      void onFrame?.({}, { origin: doubles([0, 0], [DIM]), axes: doubles([1, 0, 0, 1], [2, DIM]) });
      return Promise.resolve(landscapeReport);
    });
    engine.on('landscape', ({ grid, model }, options) => {
      options.onProgress?.({ stage: 'Landscape', done: 1, total: 1, unit: '' });
      sendLandscape(grid.size, options, model.models);
      return Promise.resolve({ ...landscapeReport, device });
    });
    engine.on('descend', (params, options) => {
      this.descents.push(params);
      options.onProgress?.({ stage: 'Descending', done: 1, total: params.descent.steps, unit: 'steps' });
      const report = this.#descend(params, options);
      return this.heldAt === null ? Promise.resolve(report) : new Promise(() => undefined);
    });
  }

  #itemsOf(source: string): MemoryItem[] {
    return Object.keys(this.#folder(source)).map((name) => ({ name, className: null }));
  }

  #folder(source: string): Folder {
    const folder = this.folders[source];
    if (!folder) throw new Error(`There is no folder ${source}.`);
    return folder;
  }

  #namesOf(memories: MemoriesSpec): { source: string; names: string[]; missing: string[] } {
    if (memories.from === 'file') throw new Error('The script knows no files.');
    const { source } = memories.images;
    const all = Object.keys(this.#folder(source));
    const wanted = memories.from === 'chosen' ? memories.names : all.slice(0, memories.count);
    return {
      source,
      names: wanted.filter((name) => all.includes(name)),
      missing: wanted.filter((name) => !all.includes(name)),
    };
  }

  #prepare({ memories, queries }: Params<'prepare'>, { onFrame }: CallOptions<'prepare'>) {
    const { source, names, missing } = this.#namesOf(memories);
    const stateOf = (from: string, name: string) => this.#folder(from)[name] ?? [NaN, NaN];
    const stored = names.map((name) => stateOf(source, name));
    const origins =
      queries.from === 'each'
        ? queries.queries.map(({ source: from }) =>
            from.kind === 'picture' ? stateOf(from.images.source, from.name) : [NaN, NaN],
          )
        : stored.slice(0, 'count' in queries ? queries.count : 0);
    const starts = origins.map(([first = 0]) => [first, 0]);
    const [rows, startRows] = [Float32Array.from(stored.flat()), Float32Array.from(starts.flat())];
    const frames: Record<string, FrameArray> = {
      memories: floats(rows, [stored.length, DIM]),
      queries: floats(startRows, [starts.length, DIM]),
      origins: floats(Float32Array.from(origins.flat()), [origins.length, DIM]),
      clamped: {
        data: Uint8Array.from(starts.flatMap(() => [1, 0])),
        shape: [starts.length, DIM],
      },
      memory_squares: {
        data: squaredDistances(rows, rows, DIM),
        shape: [stored.length, stored.length],
      },
      query_squares: {
        data: squaredDistances(startRows, rows, DIM),
        shape: [starts.length, stored.length],
      },
    };
    for (const [name, array] of Object.entries(frames)) {
      void onFrame?.({ name: name as 'memories', firstRow: 0 }, { [name]: array });
    }
    return {
      dim: DIM,
      shape,
      numMemories: names.length,
      memories: names.map((name) => ({ name, className: null })),
      numQueries: starts.length,
      targets: starts.map((_, q) => q),
      skipped: missing.map((path) => ({ path, reason: 'it is not there' })),
    };
  }

  /** Sends the steps of a descent, in which all states are 0 and the energy falls by 1 per step. */
  #descend(
    { setup, model, descent, resume }: Params<'descend'>,
    { onFrame }: CallOptions<'descend'>,
  ): DescentReport {
    const first = resume?.step ?? 0;
    const count = (this.heldAt ?? descent.steps) - first + 1;
    const numQueries = setup.queries.from === 'each' ? setup.queries.queries.length : 1;
    const steps = Array.from({ length: count }, (_, i) => first + i);
    const scalars = floats(
      Float32Array.from(steps.flatMap((step) => Array<number>(numQueries).fill(-step))),
      [count, numQueries],
    );
    const states = floats(new Float32Array(count * numQueries * DIM), [count, numQueries, DIM]);
    for (const name of model.models) {
      void onFrame?.(
        { model: name, firstStep: first, firstQuery: 0, stateSteps: steps },
        { energies: scalars, gradient_norms: scalars, states },
      );
    }
    const each = <T>(value: T) => Array<T>(numQueries).fill(value);
    const ofModel = {
      parameters: 4,
      nearest: each(0),
      distances: each(0),
      basins: each(0),
      places: each('memory' as const),
      shares: each([]),
      errors: each(0),
      stopped: each(-1),
      clipped: each(false),
      converged: each(1),
      seconds: 0.1,
    };
    return {
      device,
      projection: null,
      models: Object.fromEntries(model.models.map((name) => [name, ofModel])),
      trust: null,
      measured: { energyError: null, pixelNoise: null, endDistances: null },
      setupSeconds: 0.1,
    };
  }
}

function floats(data: Float32Array, arrayShape: readonly number[]): FrameArray {
  return { data, shape: [...arrayShape] };
}

function doubles(data: readonly number[], arrayShape: readonly number[]): FrameArray {
  return { data: Float64Array.from(data), shape: [...arrayShape] };
}
