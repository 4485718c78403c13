import type * as OrtModule from 'onnxruntime-node';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { EngineError } from '#shared/errors';
import { MIB } from '#shared/units';
import type { DeviceId } from '#shared/setup';
import { Each } from '../async-cache';
import { readGraph } from './manifest';

/**
 * The only door to onnxruntime. One runtime is one device of one process; `session.run` blocks the thread it is
 * called on, so every caller keeps its calls short. Tensors of a GPU are owned by whoever asked for them, and disposed
 * by him. (On the CPU, `dispose` costs nothing.)
 */
export type { Tensor } from 'onnxruntime-node';

type Ort = typeof OrtModule;

/** A tensor past this is refused: Electron's allocator ends the process at blocks near 1 GiB. */
export const MAX_TENSOR_BYTES = 512 * MIB;

/**
 * Between the operations of a run threads wait awake for a moment, in microseconds, which saves what waking them takes: 5 to
 * 20 % of a DrDAM step. Not for longer: every session has threads of its own, and those of two would be in each other's way.
 */
const THREADS = { session: { intra_op: { allow_spinning: '1', spin_duration_us: '100' } } };

/** A tensor that stays on the device until its owner disposes it. */
export interface Constant {
  readonly tensor: Tensor;
  dispose(): Promise<void>;
}

/** An input or output of a graph, as it declares it. */
export interface TensorInfo {
  readonly name: string;
  /** "float32" and the like; for what is no tensor, that it is none. */
  readonly type: string;
  /** Numbers, and the names of dimensions that are open; empty also where the graph does not say. */
  readonly shape: readonly (number | string)[];
}

export interface RuntimeOptions {
  /** Threads of the CPU provider; all cores where it is left out. */
  threads?: number;
}

export class Runtime {
  readonly device: DeviceId;
  readonly #ort: Ort;
  readonly #options: RuntimeOptions;
  readonly #graphs = new Each<string, Graph>();

  private constructor(device: DeviceId, ort: Ort, options: RuntimeOptions) {
    this.device = device;
    this.#ort = ort;
    this.#options = options;
  }

  static async start(device: DeviceId, options: RuntimeOptions = {}): Promise<Runtime> {
    // It would write down what it runs, with a lasting number for the machine, and send that to its maker.
    process.env.ORT_DISABLE_TELEMETRY = '1';
    // Imported here and nowhere else, so that a library that cannot be loaded is a message and not a crash at start.
    const module = (await import('onnxruntime-node')) as Ort & { default?: Ort };
    return new Runtime(device, module.default ?? module, options);
  }

  /** Loads a graph, once. */
  graph(name: string): Promise<Graph> {
    return this.#graphs.get(name, () => this.#load(name, []));
  }

  /**
   * A graph one of whose outputs stays on the device, to be fed to the next run. On a GPU such a session is bound to
   * the first shape that this output had, so there is one for each.
   */
  graphWithDeviceOutput(name: string, output: string, shape: readonly number[]): Promise<Graph> {
    if (this.device === 'cpu') return this.graph(name);
    return this.#graphs.get(`${name} ${shape.join('x')}`, () => this.#load(name, [output]));
  }

  /**
   * Loads a graph that is not one of ours. Without arena and memory pattern, so that the process holds what a call
   * needs and no more, and says nothing: its errors are thrown.
   */
  async loadUntrustedGraph(bytes: Uint8Array): Promise<Graph> {
    const session = await this.#ort.InferenceSession.create(bytes, {
      executionProviders: ['cpu'],
      logSeverityLevel: 4,
      enableCpuMemArena: false,
      enableMemPattern: false,
      extra: THREADS,
    });
    return new Graph(session, 'cpu', true);
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
  async constant(data: Float32Array, shape: readonly [number, number]): Promise<Constant> {
    const here = this.tensor(data, shape);
    if (this.device === 'cpu') return { tensor: here, dispose: () => Promise.resolve() };
    const upload = await this.#load('upload', ['there']);
    const tensor = (await upload.run({ here })).tensor('there');
    return {
      tensor,
      // in this order: disposing a tensor whose session is gone ends the process
      async dispose() {
        tensor.dispose();
        await upload.dispose();
      },
    };
  }

  async dispose(): Promise<void> {
    for (const graph of await this.#graphs.made()) await graph.dispose();
  }

  async #load(name: string, onDevice: readonly string[]): Promise<Graph> {
    const { threads } = this.#options;
    const session = await this.#ort.InferenceSession.create(await readGraph(name), {
      // Never with a second provider behind: a device that fails must say so. "basic" validation, because without it a
      // GPU that runs out of memory gives wrong numbers instead of an error.
      executionProviders:
        this.device === 'webgpu' ? [{ name: 'webgpu', validationMode: 'basic' }] : [this.device],
      logSeverityLevel: 3,
      enableMemPattern: false, // a second set of buffers beside the arena's (docs/decisions/graphs.md)
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      extra: THREADS,
      ...(onDevice.length > 0 && {
        preferredOutputLocation: Object.fromEntries(onDevice.map((output) => [output, 'gpu-buffer'])),
      }),
    });
    // a session that keeps outputs on the device gives all of its outputs or none
    return new Graph(session, this.device, onDevice.length === 0);
  }
}

export class Graph {
  readonly #session: InferenceSession;
  readonly #device: DeviceId;
  readonly #canChoose: boolean;

  constructor(session: InferenceSession, device: DeviceId, canChoose: boolean) {
    this.#session = session;
    this.#device = device;
    this.#canChoose = canChoose;
  }

  get inputs(): readonly TensorInfo[] {
    return this.#session.inputMetadata.map(tensorInfo);
  }

  get outputs(): readonly TensorInfo[] {
    return this.#session.outputMetadata.map(tensorInfo);
  }

  /**
   * Runs the graph for (at least) the outputs named; blocks the thread while the device computes. Throws `device-failed`
   * where that is not the CPU: it was lost, or has no memory left.
   */
  async run(feeds: Readonly<Record<string, Tensor>>, outputs?: readonly string[]): Promise<Outputs> {
    const wanted = (this.#canChoose ? outputs : undefined) ?? this.#session.outputNames;
    try {
      return new Outputs(await this.#session.run(feeds, [...wanted]));
    } catch (thrown) {
      throw this.#device === 'cpu' ? thrown : deviceFailed(thrown);
    }
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

function tensorInfo(value: InferenceSession.ValueMetadata): TensorInfo {
  if (!value.isTensor) return { name: value.name, type: 'no tensor', shape: [] };
  return { name: value.name, type: value.type, shape: value.shape.map((size) => (size === '' ? '?' : size)) };
}

function deviceFailed(thrown: unknown): EngineError {
  const [reason = ''] = String(thrown instanceof Error ? thrown.message : thrown).split('\n');
  const next = 'Choose the CPU, or compute less at once.';
  return new EngineError('device-failed', `The graphics device failed: ${reason}`, next, { cause: thrown });
}

function tooLarge(bytes: number, shape: readonly number[]): EngineError {
  return new EngineError(
    'too-large',
    `A table of ${shape.join(' x ')} numbers takes ${(bytes / 1e6).toFixed(0)} MB, over the limit of ` +
      `${(MAX_TENSOR_BYTES / 1e6).toFixed(0)} MB.`,
    'Use fewer features, fewer memories, smaller pictures, or the structured projection.',
  );
}
