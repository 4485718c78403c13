import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { EngineError } from '#shared/errors';
import { MIB } from '#shared/units';
import type { Evaluation } from '../../descent/evaluate';
import { readFileBytes } from '../../files/read-file';
import type { MemorySet } from '../../memories/memory-set';
import type { StartHelper } from '../../process/helper';
import type { EnergyResult } from './protocol';
import { DEFAULT_LIMITS } from './protocol';
import type { SandboxOptions } from './sandbox';
import { Sandbox } from './sandbox';

/** Memories are an input, so that a graph is small unless it contains a network; this much is copied in a moment. */
const MAX_MODEL_BYTES = 64e6;

/** Bytes of a table [B, K, D] in one call: most graphs compute differences to all memories, and caches are small. */
const BYTES_PER_CALL = 4 * MIB;

/** Limits a call where states are small, so that progress can be shown. */
const MAX_STATES_PER_CALL = 1024;

/** A custom energy, open in a helper process. The caller closes it. */
export class OnnxEnergy {
  readonly name: string;
  /** The hash of its file. */
  readonly sha256: string;
  readonly dim: number;
  /** The largest number of states in one call. It depends on their size alone, so that results do not depend on time. */
  readonly statesPerCall: number;
  readonly #sandbox: Sandbox;

  private constructor(
    { name, sha256 }: Pick<OnnxEnergy, 'name' | 'sha256'>,
    { states, dim }: Pick<MemorySet, 'states' | 'dim'>,
    sandbox: Sandbox,
  ) {
    this.name = name;
    this.sha256 = sha256;
    this.dim = dim;
    const tableBytes = states.length * Float32Array.BYTES_PER_ELEMENT;
    this.statesPerCall = Math.min(MAX_STATES_PER_CALL, Math.max(1, Math.floor(BYTES_PER_CALL / tableBytes)));
    this.#sandbox = sandbox;
  }

  /**
   * Starts the helper and loads the file in it.
   *
   * @throws EngineError where the file is too large, is not a valid energy graph of these memories, or passes a limit.
   */
  static async open(
    startHelper: StartHelper,
    path: string,
    memories: Pick<MemorySet, 'states' | 'dim'>,
    signal: AbortSignal,
    options: SandboxOptions = {},
  ): Promise<OnnxEnergy> {
    const bytes = await readFileBytes(
      path,
      MAX_MODEL_BYTES,
      'Do not store the memories in it: the graph receives them as an input.',
    );
    const name = basename(path);
    const sandbox = new Sandbox(startHelper, name, options);
    const { states, dim } = memories;
    const { memoryBytes } = options.limits ?? DEFAULT_LIMITS;
    try {
      await sandbox.call({ op: 'open', name, bytes, memories: states, dim, memoryBytes }, signal);
    } catch (thrown) {
      sandbox.close();
      throw thrown;
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return new OnnxEnergy({ name, sha256 }, memories, sandbox);
  }

  /** Returns the energies and gradients of states [n, dim]. Throws where a limit is passed, and `cancelled` on abort. */
  async evaluate(states: Float32Array, beta: number, signal: AbortSignal): Promise<Evaluation> {
    const energies = new Float32Array(states.length / this.dim);
    const gradients = new Float32Array(states.length);
    for await (const { first, result } of this.#inBatches(states, beta, true, signal)) {
      energies.set(result.energies ?? [], first);
      gradients.set(result.gradients ?? [], first * this.dim);
    }
    return { energies, gradients };
  }

  /** Returns the energies [n] of states [n, dim] alone. */
  async energies(states: Float32Array, beta: number, signal: AbortSignal): Promise<Float32Array> {
    const energies = new Float32Array(states.length / this.dim);
    for await (const { first, result } of this.#inBatches(states, beta, false, signal)) {
      energies.set(result.energies ?? [], first);
    }
    return energies;
  }

  /** Ends the helper. */
  close(): void {
    this.#sandbox.close();
  }

  async *#inBatches(states: Float32Array, beta: number, wantsGradients: boolean, signal: AbortSignal) {
    const size = this.statesPerCall * this.dim;
    for (let at = 0; at < states.length; at += size) {
      const part = states.slice(at, at + size);
      const result = await this.#sandbox.call({ op: 'evaluate', states: part, beta, wantsGradients }, signal);
      if (!hasRightSize(result, part.length, this.dim, wantsGradients)) {
        throw new EngineError('bad-input', `${this.name} returned results of the wrong size.`);
      }
      yield { first: at / this.dim, result };
    }
  }
}

/** The helper checked this before, but it ran a graph that is not trusted. */
function hasRightSize(
  { energies, gradients }: EnergyResult,
  length: number,
  dim: number,
  wantsGradients: boolean,
): boolean {
  const isFloats = (data: unknown, count: number) => data instanceof Float32Array && data.length === count;
  return isFloats(energies, length / dim) && (!wantsGradients || isFloats(gradients, length));
}
