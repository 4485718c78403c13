import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { EngineError } from '#shared/errors';
import { MIB } from '#shared/units';
import type { Evaluation } from '../../descent/evaluate';
import { readFileBytes } from '../../files/read-file';
import type { Memories } from '../../memories/memory-set';
import type { StartHelper } from '../../process/helper';
import type { EnergyResult, EnergyLimits } from './protocol';
import { DEFAULT_LIMITS } from './protocol';
import { Sandbox } from './sandbox';

/** Memories come in as an input, so a graph is small unless it holds a net; this much is copied in a moment. */
const MAX_MODEL_BYTES = 64e6;

/** What differences [B, K, D] take in one call: a graph that makes them is the obvious one to write, and caches are small. */
const BYTES_PER_CALL = 4 * MIB;

/** Even where states are tiny, an answer is to come soon enough to be shown. */
const MAX_STATES_PER_CALL = 1024;

/** A person's own energy, open in a helper of its own. Whoever opened it closes it. */
export class OnnxEnergy {
  readonly name: string;
  /** Of its file. */
  readonly sha256: string;
  readonly dim: number;
  /** How many states one call takes at most: by their size alone, so that the numbers do not depend on the clock. */
  readonly statesPerCall: number;
  readonly #sandbox: Sandbox;

  private constructor(
    { name, sha256 }: Pick<OnnxEnergy, 'name' | 'sha256'>,
    { states, dim }: Pick<Memories, 'states' | 'dim'>,
    sandbox: Sandbox,
  ) {
    this.name = name;
    this.sha256 = sha256;
    this.dim = dim;
    const tableBytes = states.length * Float32Array.BYTES_PER_ELEMENT;
    this.statesPerCall = Math.min(MAX_STATES_PER_CALL, Math.max(1, Math.floor(BYTES_PER_CALL / tableBytes)));
    this.#sandbox = sandbox;
  }

  /** Starts the helper and lets it load the file, which is refused if it is no energy of these memories. */
  static async open(
    startHelper: StartHelper,
    path: string,
    memories: Pick<Memories, 'states' | 'dim'>,
    signal: AbortSignal,
    limits: EnergyLimits = DEFAULT_LIMITS,
  ): Promise<OnnxEnergy> {
    const bytes = await readFileBytes(
      path,
      MAX_MODEL_BYTES,
      'Leave the memories out of it: they are an input.',
    );
    const name = basename(path);
    const sandbox = new Sandbox(startHelper, name, limits);
    const { states, dim } = memories;
    const { memoryBytes } = limits;
    try {
      await sandbox.ask({ op: 'open', name, bytes, memories: states, dim, memoryBytes }, signal);
    } catch (thrown) {
      sandbox.close();
      throw thrown;
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return new OnnxEnergy({ name, sha256 }, memories, sandbox);
  }

  /** The energies of states [n, dim] and their gradients. */
  async evaluate(states: Float32Array, beta: number, signal: AbortSignal): Promise<Evaluation> {
    const energies = new Float32Array(states.length / this.dim);
    const gradients = new Float32Array(states.length);
    for await (const { first, result } of this.#inBatches(states, beta, true, signal)) {
      energies.set(result.energies ?? [], first);
      gradients.set(result.gradients ?? [], first * this.dim);
    }
    return { energies, gradients };
  }

  /** The energies alone. */
  async energies(states: Float32Array, beta: number, signal: AbortSignal): Promise<Float32Array> {
    const energies = new Float32Array(states.length / this.dim);
    for await (const { first, result } of this.#inBatches(states, beta, false, signal)) {
      energies.set(result.energies ?? [], first);
    }
    return energies;
  }

  close(): void {
    this.#sandbox.close();
  }

  async *#inBatches(states: Float32Array, beta: number, wantsGradients: boolean, signal: AbortSignal) {
    const size = this.statesPerCall * this.dim;
    for (let at = 0; at < states.length; at += size) {
      const part = states.slice(at, at + size);
      const result = await this.#sandbox.ask({ op: 'evaluate', states: part, beta, wantsGradients }, signal);
      if (!isAnswer(result, part.length, this.dim, wantsGradients)) {
        throw new EngineError('bad-input', `${this.name} gave an answer of the wrong size.`);
      }
      yield { first: at / this.dim, result };
    }
  }
}

/** The helper checked this before; but what ran in it is not ours. */
function isAnswer(
  { energies, gradients }: EnergyResult,
  length: number,
  dim: number,
  both: boolean,
): boolean {
  const isFloats = (data: unknown, count: number) => data instanceof Float32Array && data.length === count;
  return isFloats(energies, length / dim) && (!both || isFloats(gradients, length));
}
