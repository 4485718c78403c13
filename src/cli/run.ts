import type { FrameMeta, PreparedReport } from '#shared/api';
import { EngineError, invariant } from '#shared/errors';
import { Recording } from '#shared/recording';
import type { FrameArray } from '#shared/rpc/frame';
import type { DescentSpec, ModelName } from '#shared/setup';
import { formatBytes, MIB } from '#shared/units';
import { NpzWriter } from './npz';
import type { Draft } from './output';
import { StateSpool } from './state-spool';

type Frames = Readonly<Record<string, FrameArray>>;

/** States that the contact sheet chooses from; the run file takes all of them from disk. */
const RECORDING_BYTES = 48 * MIB;
/** What the zip format without extensions can hold. */
const MAX_MEMBER_BYTES = 4e9;

/** Collects the rows that `prepare` sends. */
export class PreparedRows {
  readonly #parts: Record<string, NonNullable<FrameArray>[]> = {};

  readonly take = ({ name }: FrameMeta<'prepare'>, arrays: Frames): void => {
    const array = arrays[name];
    invariant(array, `the frame holds ${name}`);
    (this.#parts[name] ??= []).push(array);
  };

  floats(name: 'memories' | 'queries'): Float32Array {
    return this.#join(name, (length) => new Float32Array(length));
  }

  clamped(): Uint8Array {
    return this.#join('clamped', (length) => new Uint8Array(length));
  }

  #join<T extends Float32Array | Uint8Array>(name: string, make: (length: number) => T): T {
    const parts = this.#parts[name] ?? [];
    const joined = make(parts.reduce((sum, { data }) => sum + data.length, 0));
    let at = 0;
    for (const { data } of parts) {
      joined.set(data, at);
      at += data.length;
    }
    return joined;
  }
}

/** Takes in the frames of a descent: a recording for looking at, and every kept state on disk for the run file. */
export class RunCollector {
  readonly recording: Recording;
  /** The steps whose states the run file holds. */
  readonly keptSteps: readonly number[];
  readonly #draft: Draft | undefined;
  readonly #spools = new Map<ModelName, StateSpool>();
  readonly #indexOfStep: ReadonlyMap<number, number>;

  constructor(
    models: readonly ModelName[],
    prepared: PreparedReport,
    { steps, keep }: DescentSpec,
    draft?: Draft,
  ) {
    const { numQueries, dim } = prepared;
    this.recording = new Recording({ models, numQueries, dim, steps, budgetBytes: RECORDING_BYTES });
    this.keptSteps = Array.from({ length: steps + 1 }, (_, step) => step).filter(
      (step) => step % keep === 0 || step === steps,
    );
    this.#indexOfStep = new Map(this.keptSteps.map((step, index) => [step, index]));
    this.#draft = draft;
    if (!draft) return;
    const shape = [this.keptSteps.length, numQueries, dim] as const;
    const bytes = shape.reduce((a, b) => a * b, Float32Array.BYTES_PER_ELEMENT);
    if (bytes > MAX_MEMBER_BYTES) {
      throw new EngineError(
        'too-large',
        `The states of ${String(shape[0])} steps would take ${formatBytes(bytes)} a model, over the limit of ${formatBytes(MAX_MEMBER_BYTES)}.`,
        `Keep fewer with --keep ${String(keep * Math.ceil(bytes / MAX_MEMBER_BYTES))}.`,
      );
    }
    for (const model of models)
      this.#spools.set(model, new StateSpool(draft.scratch(`${model}.states`), shape));
  }

  readonly take = (meta: FrameMeta<'descend'>, arrays: Frames): void => {
    this.recording.add(meta, arrays);
    const { states } = arrays;
    const spool = this.#spools.get(meta.model);
    if (!states || !spool) return;
    invariant(states.data instanceof Float32Array, 'states are float32');
    const size = states.data.length / Math.max(1, meta.stateSteps.length);
    for (const [i, step] of meta.stateSteps.entries()) {
      const index = this.#indexOfStep.get(step);
      invariant(index !== undefined, 'only kept steps are sent');
      spool.put(index, meta.firstQuery, states.data.subarray(i * size, (i + 1) * size));
    }
  };

  /** Writes run.npz; the draft is committed by its owner. */
  write(
    prepared: PreparedReport,
    rows: PreparedRows,
    outcomes: Readonly<Partial<Record<ModelName, { nearest: number[]; stopped: number[] }>>>,
    meta: unknown,
  ): void {
    invariant(this.#draft, 'there is a draft to write to');
    const { dim, numQueries, memories } = prepared;
    const { steps, models } = this.recording.shape;
    const npz = new NpzWriter(this.#draft.open());
    npz.add('memories', 'f4', [memories.length, dim], [rows.floats('memories')]);
    npz.add('queries', 'f4', [numQueries, dim], [rows.floats('queries')]);
    npz.add('clamped', 'b1', [numQueries, dim], [rows.clamped()]);
    npz.add('steps', 'i4', [this.keptSteps.length], [Int32Array.from(this.keptSteps)]);
    for (const model of models) {
      const scalars = [steps + 1, numQueries];
      const outcome = outcomes[model];
      const spool = this.#spools.get(model);
      invariant(outcome && spool, `the run holds ${model}`);
      npz.add(`${model}_states`, 'f4', [this.keptSteps.length, numQueries, dim], spool.pieces());
      npz.add(`${model}_energies`, 'f4', scalars, [this.recording.energies(model)]);
      npz.add(`${model}_gradient_norms`, 'f4', scalars, [this.recording.gradientNorms(model)]);
      npz.add(`${model}_nearest`, 'i4', [numQueries], [Int32Array.from(outcome.nearest)]);
      npz.add(`${model}_stopped`, 'i4', [numQueries], [Int32Array.from(outcome.stopped)]);
    }
    npz.addText('meta', JSON.stringify(meta));
    npz.close();
  }

  close(): void {
    for (const spool of this.#spools.values()) spool.close();
  }
}
