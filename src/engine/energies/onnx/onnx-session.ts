import { EngineError } from '#shared/errors';
import type { Graph, Tensor, TensorInfo } from '../../graphs/runtime';
import { Runtime } from '../../graphs/runtime';
import { validateOnnxFile } from './onnx-file';
import type { EnergyCall, EnergyResult } from './protocol';

type Open = Extract<EnergyCall, { op: 'open' }>;
type Evaluate = Extract<EnergyCall, { op: 'evaluate' }>;

/** A custom energy inside its helper process: the graph in onnxruntime, on the CPU, and its constant inputs. */
export class OnnxSession {
  readonly #name: string;
  readonly #runtime: Runtime;
  readonly #graph: Graph;
  readonly #dim: number;
  readonly #memories: Tensor | undefined;
  readonly #takesBeta: boolean;

  private constructor({ name, dim, memories }: Open, runtime: Runtime, graph: Graph) {
    const takes = (input: string) => graph.inputs.some((info) => info.name === input);
    this.#name = name;
    this.#runtime = runtime;
    this.#graph = graph;
    this.#dim = dim;
    this.#memories = takes('memories') ? runtime.tensor(memories, [memories.length / dim, dim]) : undefined;
    this.#takesBeta = takes('beta');
  }

  /**
   * Loads the graph of a call.
   *
   * @throws EngineError where the file is not a valid energy graph of the call's memories.
   */
  static async open(call: Open): Promise<OnnxSession> {
    const { name, bytes, dim, memories } = call;
    validateOnnxFile(bytes, name);
    const runtime = await Runtime.start('cpu');
    const graph = await runtime.loadUntrustedGraph(bytes).catch((thrown: unknown) => {
      const next = 'Check it with onnx.checker and in onnxruntime.';
      throw new EngineError('bad-input', `${name} cannot be loaded: ${firstLine(thrown)}.`, next, {
        cause: thrown,
      });
    });
    checkSignature(name, graph, memories.length / dim, dim);
    return new OnnxSession(call, runtime, graph);
  }

  /** Returns energies [n] and, if they are wanted, gradients [n, dim]. Throws where the graph fails or returns other shapes. */
  async evaluate({ states, beta, wantsGradients }: Evaluate): Promise<EnergyResult> {
    const count = states.length / this.#dim;
    const out = await this.#graph
      .run(
        {
          x: this.#runtime.tensor(states, [count, this.#dim]),
          ...(this.#memories && { memories: this.#memories }),
          ...(this.#takesBeta && { beta: this.#runtime.scalar(beta) }),
        },
        ['energy', ...(wantsGradients ? ['gradient'] : [])],
      )
      .catch((thrown: unknown) => {
        throw failedOn(this.#name, `x [${String(count)}, ${String(this.#dim)}]`, firstLine(thrown), thrown);
      });
    const energies = this.#floats('energy', out.tensor('energy'), [[count], [count, 1]]);
    if (!wantsGradients) return { energies };
    return { energies, gradients: this.#floats('gradient', out.tensor('gradient'), [[count, this.#dim]]) };
  }

  /** Returns an output's data, if it has one of the shapes. */
  #floats(name: string, { type, dims, data }: Tensor, shapes: readonly (readonly number[])[]): Float32Array {
    const found = dims.join(', ');
    if (data instanceof Float32Array && shapes.some((shape) => shape.join(', ') === found)) return data;
    const wanted = shapes.map((shape) => `[${shape.join(', ')}]`).join(' or ');
    throw new EngineError(
      'bad-input',
      `${this.#name} returned ${name} as ${type} [${found}], but float32 ${wanted} is required.`,
      'Return one energy and one gradient for each row of x.',
    );
  }
}

function failedOn(name: string, input: string, reason: string, cause: unknown): EngineError {
  if (/bad_alloc|allocate memory/i.test(reason)) {
    const next = 'Make its tables smaller: [B, K, D] or less.';
    return new EngineError('too-large', `${name} needs more memory than is available for ${input}.`, next, {
      cause,
    });
  }
  const next = 'Run it in onnxruntime on an x of that shape to see where.';
  return new EngineError('bad-input', `${name} failed on ${input}: ${reason}.`, next, { cause });
}

/** Returns the first line of the library's message, without its full stop. */
function firstLine(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return (message.split('\n')[0] ?? '').replace(/\.\s*$/, '').slice(0, 300);
}

/** The inputs and outputs of an energy graph, for messages. */
const SIGNATURE =
  'An energy takes x [B, D] and optionally memories [K, D] and beta [], and returns energy [B] or [B, 1] and gradient [B, D], all float32 with B free (docs/own-energy.md).';

interface Expected {
  readonly isRequired: boolean;
  /** A graph may leave the shape of an output open; results are checked when they come. */
  readonly mayBeOpen?: boolean;
  /** The allowed shapes: a number for a fixed dimension, a letter for one that must be free. */
  readonly shapes: readonly (readonly (number | string)[])[];
}

/** Refuses a graph whose inputs and outputs are not those of an energy of `numMemories` memories of `dim` numbers. */
function checkSignature(
  name: string,
  { inputs, outputs }: { readonly inputs: readonly TensorInfo[]; readonly outputs: readonly TensorInfo[] },
  numMemories: number,
  dim: number,
): void {
  const takes: Record<string, Expected> = {
    x: { isRequired: true, shapes: [['B', dim]] },
    memories: { isRequired: false, shapes: [[numMemories, dim]] },
    beta: { isRequired: false, shapes: [[]] },
  };
  const gives: Record<string, Expected> = {
    energy: { isRequired: true, mayBeOpen: true, shapes: [['B'], ['B', 1]] },
    gradient: { isRequired: true, mayBeOpen: true, shapes: [['B', dim]] },
  };
  const problem = problemWith('input', inputs, takes) ?? problemWith('output', outputs, gives);
  if (problem === undefined) return;
  const found = `inputs ${listed(inputs)}; outputs ${listed(outputs)}`;
  throw new EngineError(
    'bad-input',
    `${name} is not a valid energy graph: ${problem}. It has: ${found}.`,
    SIGNATURE,
  );
}

function problemWith(
  kind: 'input' | 'output',
  found: readonly TensorInfo[],
  expected: Readonly<Record<string, Expected>>,
): string | undefined {
  for (const info of found) {
    const one = Object.hasOwn(expected, info.name) ? expected[info.name] : undefined;
    if (!one) return `its ${kind} ${info.name} is not one of ${Object.keys(expected).join(', ')}`;
    if (info.type !== 'float32') return `its ${kind} ${info.name} is ${info.type}, not float32`;
    const isOpen = one.mayBeOpen === true && info.shape.length === 0;
    if (!isOpen && !one.shapes.some((shape) => fits(info.shape, shape))) {
      const shapes = one.shapes.map((shape) => `[${shape.join(', ')}]`).join(' or ');
      return `its ${kind} ${info.name} is [${info.shape.join(', ')}], not ${shapes}`;
    }
  }
  const missing = Object.entries(expected).find(
    ([name, { isRequired }]) => isRequired && !found.some((info) => info.name === name),
  );
  return missing && `it has no ${kind} ${missing[0]}`;
}

/** A dimension that a graph leaves open allows any number; one that must be free allows no fixed number. */
function fits(found: TensorInfo['shape'], expected: readonly (number | string)[]): boolean {
  return (
    found.length === expected.length &&
    found.every((size, i) => typeof size === 'string' || size === expected[i])
  );
}

function listed(tensors: readonly TensorInfo[]): string {
  return tensors.map(({ name, type, shape }) => `${name} ${type} [${shape.join(', ')}]`).join(', ') || 'none';
}
