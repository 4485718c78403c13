import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { EngineError } from '#shared/errors';
import { MIB } from '#shared/units';
import type { DeviceId } from '#shared/setup';
import { readGraph } from './manifest';

/**
 * The only door to onnxruntime. One runtime is one device of one process; `session.run` blocks the thread it is
 * called on, so every caller keeps its calls short. Tensors of a GPU are owned by whoever asked for them, and disposed
 * by him. (On the CPU, `dispose` costs nothing.)
 */
export type { Tensor } from 'onnxruntime-node';

type Ort = typeof import('onnxruntime-node');

/** A tensor past this is refused: Electron's allocator ends the process at blocks near 1 GiB. */
export const MAX_TENSOR_BYTES = 512 * MIB;

export interface RuntimeOptions {
  /** Threads of the CPU provider; all cores where it is left out. */
  threads?: number;
  /** Let threads spin between calls: faster, but the rest of the machine feels it. */
  spinning?: boolean;
}

export class Runtime {
  readonly device: DeviceId;
  readonly #ort: Ort;
  readonly #options: RuntimeOptions;
  readonly #graphs = new Map<string, Promise<Graph>>();

  private constructor(device: DeviceId, ort: Ort, options: RuntimeOptions) {
    this.device = device;
    this.#ort = ort;
    this.#options = options;
  }

  static async start(device: DeviceId, options: RuntimeOptions = {}): Promise<Runtime> {
    // Imported here and nowhere else, so that a library that cannot be loaded is a message and not a crash at start.
    const module = (await import('onnxruntime-node')) as Ort & { default?: Ort };
    return new Runtime(device, module.default ?? module, options);
  }

  /** Loads a graph once. `onDevice` names the outputs that stay on the device, to be fed to the next run. */
  graph(name: string, onDevice: readonly string[] = []): Promise<Graph> {
    const known = this.#graphs.get(name);
    if (known) return known;
    const graph = this.#load(name, onDevice);
    this.#graphs.set(name, graph);
    return graph;
  }

  /** A tensor over `data`, which is not copied: on a GPU it is fed anew at every run. */
  tensor(data: Float32Array | Float64Array, shape: readonly number[]): Tensor {
    const bytes = data.byteLength;
    if (bytes > MAX_TENSOR_BYTES) throw tooLarge(bytes, shape);
    return new this.#ort.Tensor(data instanceof Float64Array ? 'float64' : 'float32', data, shape);
  }

  scalar(value: number): Tensor {
    return this.tensor(Float32Array.of(value), []);
  }

  /** A matrix put on the device once, for many runs. */
  async constant(data: Float32Array, shape: readonly [number, number]): Promise<Tensor> {
    const here = this.tensor(data, shape);
    if (this.device === 'cpu') return here;
    const upload = await this.graph('upload', ['there']);
    return (await upload.run({ here })).tensor('there');
  }

  async dispose(): Promise<void> {
    const graphs = await Promise.all(this.#graphs.values());
    this.#graphs.clear();
    for (const graph of graphs) await graph.dispose();
  }

  async #load(name: string, onDevice: readonly string[]): Promise<Graph> {
    const { threads, spinning = true } = this.#options;
    const session = await this.#ort.InferenceSession.create(await readGraph(name), {
      // Never with a second provider behind: a device that fails must say so. "basic" validation, because without it a
      // GPU that runs out of memory gives wrong numbers instead of an error.
      executionProviders:
        this.device === 'webgpu' ? [{ name: 'webgpu', validationMode: 'basic' }] : [this.device],
      logSeverityLevel: 3,
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      ...(spinning ? {} : { extra: { session: { intra_op: { allow_spinning: '0' } } } }),
      ...(this.device === 'cpu'
        ? {}
        : { preferredOutputLocation: Object.fromEntries(onDevice.map((output) => [output, 'gpu-buffer'])) }),
    });
    return new Graph(session);
  }
}

export class Graph {
  readonly #session: InferenceSession;

  constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** Runs the graph for the outputs named (all where none is); blocks the thread while the device computes. */
  async run(feeds: Readonly<Record<string, Tensor>>, outputs?: readonly string[]): Promise<Outputs> {
    return new Outputs(await this.#session.run(feeds, [...(outputs ?? this.#session.outputNames)]));
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

export class Outputs {
  readonly #tensors: InferenceSession.OnnxValueMapType;

  constructor(tensors: InferenceSession.OnnxValueMapType) {
    this.#tensors = tensors;
  }

  tensor(name: string): Tensor {
    const tensor = this.#tensors[name];
    if (!tensor) throw new EngineError('internal', `The graph has no output "${name}".`);
    return tensor;
  }

  /** The numbers of an output that lies in the process's memory. */
  floats(name: string): Float32Array {
    return this.tensor(name).data as Float32Array;
  }

  doubles(name: string): Float64Array {
    return this.tensor(name).data as Float64Array;
  }
}

function tooLarge(bytes: number, shape: readonly number[]): EngineError {
  return new EngineError(
    'too-large',
    `A table of ${shape.join(' x ')} numbers takes ${(bytes / 1e6).toFixed(0)} MB, over the limit of ` +
      `${(MAX_TENSOR_BYTES / 1e6).toFixed(0)} MB.`,
    'Use fewer features, fewer memories, smaller pictures, or the structured projection.',
  );
}
