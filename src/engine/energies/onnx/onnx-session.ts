import { EngineError } from '#shared/errors';
import type { Graph, Tensor } from '../../graphs/runtime';
import { Runtime } from '../../graphs/runtime';
import { validateOnnxFile } from './onnx-file';
import type { EnergyCall, EnergyResult } from './protocol';
import { checkSignature } from './signature';

type Open = Extract<EnergyCall, { op: 'open' }>;
type Evaluate = Extract<EnergyCall, { op: 'evaluate' }>;

/** A person's energy within its helper: the graph in onnxruntime, on the CPU, and the inputs that stay. */
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

  static async open(call: Open): Promise<OnnxSession> {
    const { name, bytes, dim, memories } = call;
    validateOnnxFile(bytes, name);
    const runtime = await Runtime.start('cpu');
    const graph = await runtime.loadUntrustedGraph(bytes).catch((thrown: unknown) => {
      const next = 'Try it with onnx.checker and in onnxruntime first.';
      throw new EngineError('bad-input', `${name} cannot be loaded: ${firstLine(thrown)}.`, next, {
        cause: thrown,
      });
    });
    checkSignature(name, graph, memories.length / dim, dim);
    return new OnnxSession(call, runtime, graph);
  }

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

  /** An output's numbers, if it has one of the shapes. */
  #floats(name: string, { type, dims, data }: Tensor, shapes: readonly (readonly number[])[]): Float32Array {
    const found = dims.join(', ');
    if (type === 'float32' && shapes.some((shape) => shape.join(', ') === found)) return data as Float32Array;
    const wanted = shapes.map((shape) => `[${shape.join(', ')}]`).join(' or ');
    throw new EngineError(
      'bad-input',
      `${this.#name} gave ${name} as ${type} [${found}] where float32 ${wanted} is wanted.`,
      'Make every row of x an energy and a gradient of its own.',
    );
  }
}

function failedOn(name: string, input: string, reason: string, cause: unknown): EngineError {
  if (/bad_alloc|allocate memory/i.test(reason)) {
    const next = 'Make its tables smaller: of [B, K, D], or less.';
    return new EngineError('too-large', `${name} asked for more memory than there is, for ${input}.`, next, {
      cause,
    });
  }
  const next = 'Run it in onnxruntime on an x of that shape to see where.';
  return new EngineError('bad-input', `${name} failed on ${input}: ${reason}.`, next, { cause });
}

/** The library's own word, without a full stop and the lines after it. */
function firstLine(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return (message.split('\n')[0] ?? '').replace(/\.\s*$/, '').slice(0, 300);
}
