import type * as OrtModule from 'onnxruntime-node';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { EngineError } from '#shared/errors';
import { MIB } from '#shared/units';
import type { DeviceId } from '#shared/setup';
import { AsyncCache } from '../async-cache';
import { readGraph } from './manifest';

/**
 * The only access to onnxruntime. A runtime is one device of one process. `session.run` blocks the thread that calls it, so
 * every caller keeps its calls short. The caller owns the tensors that it asks for and disposes them; on the CPU that costs
 * nothing.
 */
export type { Tensor } from 'onnxruntime-node';

type Ort = typeof OrtModule;

/** The largest tensor that is made: Electron's allocator ends the process at blocks near 1 GiB. */
export const MAX_TENSOR_BYTES = 512 * MIB;

/**
 * Threads spin for some microseconds between the operations of a run, which saves waking them: 5 to 20 % of a DrDAM step.
 * Not for longer, because every session has its own threads, and spinning ones slow those of other sessions.
 */
const THREADS = { session: { intra_op: { allow_spinning: '1', spin_duration_us: '100' } } };

/** A tensor that stays on the device until it is disposed. */
export interface Constant {
  readonly tensor: Tensor;
  dispose(): Promise<void>;
}

/** An input or output as a graph declares it. */
export interface TensorInfo {
  readonly name: string;
  /** "float32" and the like; "no tensor" for other values. */
  readonly type: string;
  /** Sizes, and the names of free dimensions; empty for a scalar and where the graph declares no shape. */
  readonly shape: readonly (number | string)[];
}

/** How a runtime uses the machine. */
export interface RuntimeOptions {
  /** Threads of the CPU provider; all cores where it is absent. */
  threads?: number;
}

/** onnxruntime on one device: loads graphs and makes tensors. */
export class Runtime {
  readonly device: DeviceId;
  readonly #ort: Ort;
  readonly #options: RuntimeOptions;
  readonly #graphs = new AsyncCache<Graph>();

  private constructor(device: DeviceId, ort: Ort, options: RuntimeOptions) {
    this.device = device;
    this.#ort = ort;
    this.#options = options;
  }

  /** Loads the library for a device. Throws where it cannot be loaded. */
  static async start(device: DeviceId, options: RuntimeOptions = {}): Promise<Runtime> {
    // The library would record what it runs with a permanent id of the machine, and send that to its maker.
    process.env.ORT_DISABLE_TELEMETRY = '1';
    // Imported only here, so that a library that cannot be loaded gives a message and not a crash at the start.
    const module = (await import('onnxruntime-node')) as Ort & { default?: Ort };
    return new Runtime(device, module.default ?? module, options);
  }

  /** Returns a graph of the manifest, which is loaded once. */
  graph(name: string): Promise<Graph> {
    return this.#graphs.get(name, () => this.#load(name, []));
  }

  /**
   * Returns a graph with an output that stays on the device, as input of the next run. On a GPU a session is bound to the
   * first shape of that output, so that each shape has a session.
   */
  graphWithDeviceOutput(name: string, output: string, shape: readonly number[]): Promise<Graph> {
    if (this.device === 'cpu') return this.graph(name);
    return this.#graphs.get(`${name} ${shape.join('x')}`, () => this.#load(name, [output]));
  }

  /**
   * Loads a graph that is not in the manifest, on the CPU. Without arena and memory pattern the process uses no more memory
   * than a call needs. Nothing is logged: errors are thrown.
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

  /** Returns a tensor over `data`, which is not copied; a GPU receives it at every run. Throws `too-large` past the limit. */
  tensor(data: Float32Array | Float64Array, shape: readonly number[]): Tensor {
    const bytes = data.byteLength;
    if (bytes > MAX_TENSOR_BYTES) throw tooLarge(bytes, shape);
    return new this.#ort.Tensor(data instanceof Float64Array ? 'float64' : 'float32', data, shape);
  }

  /** Returns a float32 tensor of shape []. */
  scalar(value: number): Tensor {
    return this.tensor(Float32Array.of(value), []);
  }

  /** Puts a matrix on the device once, for many runs. The caller disposes it. */
  async constant(data: Float32Array, shape: readonly [number, number]): Promise<Constant> {
    const here = this.tensor(data, shape);
    if (this.device === 'cpu') return { tensor: here, dispose: () => Promise.resolve() };
    const upload = await this.#load('upload', ['there']);
    const tensor = (await upload.run({ here })).tensor('there');
    return {
      tensor,
      // in this order: disposing a tensor whose session was released ends the process
      async dispose() {
        tensor.dispose();
        await upload.dispose();
      },
    };
  }

  /** Releases all graphs. */
  async dispose(): Promise<void> {
    for (const graph of await this.#graphs.values()) await graph.dispose();
  }

  async #load(name: string, onDevice: readonly string[]): Promise<Graph> {
    const { threads } = this.#options;
    const session = await this.#ort.InferenceSession.create(await readGraph(name), {
      // Without a second provider to fall back to, so that a device that fails gives an error. With "basic" validation,
      // because without it a GPU that runs out of memory gives wrong numbers instead of an error.
      executionProviders:
        this.device === 'webgpu' ? [{ name: 'webgpu', validationMode: 'basic' }] : [this.device],
      logSeverityLevel: 3,
      enableMemPattern: false, // it would need a second set of buffers (docs/decisions/graphs.md)
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      extra: THREADS,
      ...(onDevice.length > 0 && {
        preferredOutputLocation: Object.fromEntries(onDevice.map((output) => [output, 'gpu-buffer'])),
      }),
    });
    // a session with outputs on the device computes all of its outputs or none
    return new Graph(session, this.device, onDevice.length === 0);
  }
}

/** A graph that is loaded on a device. */
export class Graph {
  readonly #session: InferenceSession;
  readonly #device: DeviceId;
  readonly #canSelectOutputs: boolean;

  constructor(session: InferenceSession, device: DeviceId, canSelectOutputs: boolean) {
    this.#session = session;
    this.#device = device;
    this.#canSelectOutputs = canSelectOutputs;
  }

  get inputs(): readonly TensorInfo[] {
    return this.#session.inputMetadata.map(tensorInfo);
  }

  get outputs(): readonly TensorInfo[] {
    return this.#session.outputMetadata.map(tensorInfo);
  }

  /**
   * Runs the graph and returns at least the outputs named, or all. Blocks the thread while the device computes. Throws
   * `device-failed` where a GPU was lost or ran out of memory.
   */
  async run(feeds: Readonly<Record<string, Tensor>>, outputs?: readonly string[]): Promise<Outputs> {
    const wanted = (this.#canSelectOutputs ? outputs : undefined) ?? this.#session.outputNames;
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

/** The outputs of one run. */
export class Outputs {
  readonly #tensors: InferenceSession.OnnxValueMapType;

  constructor(tensors: InferenceSession.OnnxValueMapType) {
    this.#tensors = tensors;
  }

  /** Returns an output; throws where the graph has none of that name. */
  tensor(name: string): Tensor {
    const tensor = this.#tensors[name];
    if (!tensor) throw new EngineError('internal', `The graph has no output "${name}".`);
    return tensor;
  }

  /** Returns the data of a float32 output in the process's memory. */
  floats(name: string): Float32Array {
    const { data, type } = this.tensor(name);
    if (data instanceof Float32Array) return data;
    throw wrongType(name, type, 'float32');
  }

  /** Returns the data of a float64 output in the process's memory. */
  doubles(name: string): Float64Array {
    const { data, type } = this.tensor(name);
    if (data instanceof Float64Array) return data;
    throw wrongType(name, type, 'float64');
  }
}

function tensorInfo(value: InferenceSession.ValueMetadata): TensorInfo {
  if (!value.isTensor) return { name: value.name, type: 'no tensor', shape: [] };
  return { name: value.name, type: value.type, shape: value.shape.map((size) => (size === '' ? '?' : size)) };
}

function wrongType(name: string, found: string, wanted: string): EngineError {
  return new EngineError('internal', `The output "${name}" is ${found}, not ${wanted}.`);
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
