import type { DescentReport, FrameMeta, PrepareReport } from '#shared/api';
import { scheduleSegments } from '#shared/beta-schedule';
import { clippedEnergy, isClipped } from '#shared/energy-clip';
import { euclideanDistance, nearestRow } from '#shared/distances';
import { invariant } from '#shared/errors';
import { sheetSteps } from '#shared/figures/contact-sheet';
import type { RowCollector } from '#shared/row-collector';
import { Recording } from '#shared/recording';
import type { FrameArray } from '#shared/rpc/frame';
import type { DescentSpec, ModelName, ModelSpec } from '#shared/setup';
import { MIB } from '#shared/units';
import { NpzWriter } from './npz';
import type { PendingFile } from './output-files';
import { StateSpool } from './state-spool';

type Frames = Readonly<Record<string, FrameArray>>;

/** The memory for the states of a contact sheet. The run file reads all states from disk. */
const SHEET_BYTES = 48 * MIB;

/** Collects the frames of a descent: in a recording for the contact sheet, and on disk for the run file. */
export class RunCollector {
  readonly recording: Recording;
  /** The steps whose states the run file contains. */
  readonly keptSteps: readonly number[];
  readonly #file: PendingFile | undefined;
  readonly #spools = new Map<ModelName, StateSpool>();
  readonly #distances = new Map<ModelName, MemoryDistances>();
  readonly #indexOfStep: ReadonlyMap<number, number>;

  constructor(
    private readonly model: ModelSpec,
    private readonly prepared: PrepareReport,
    private readonly rows: RowCollector,
    { steps, keep }: DescentSpec,
    file: PendingFile | undefined,
    { hasSheet }: { hasSheet: boolean },
  ) {
    const { models } = model;
    const { numQueries, dim } = prepared;
    const budgetBytes = hasSheet ? SHEET_BYTES : 0;
    const keepSteps = new Set(hasSheet ? sheetSteps(steps) : []);
    this.recording = new Recording({ models, numQueries, dim, steps, budgetBytes, keepSteps });
    this.keptSteps = Array.from({ length: steps + 1 }, (_, step) => step).filter(
      (step) => step % keep === 0 || step === steps,
    );
    this.#indexOfStep = new Map(this.keptSteps.map((step, index) => [step, index]));
    this.#file = file;
    if (!file) return;
    const shape = [this.keptSteps.length, numQueries, dim] as const;
    for (const name of models) {
      this.#spools.set(name, new StateSpool(file.scratch(`${name}.states`), shape));
      this.#distances.set(
        name,
        new MemoryDistances(shape[0], numQueries, rows.floats('memories'), rows.floats('origins')),
      );
    }
  }

  readonly add = (meta: FrameMeta<'descend'>, arrays: Frames): void => {
    this.recording.add(meta, arrays);
    const { states } = arrays;
    const spool = this.#spools.get(meta.model);
    if (!states || !spool) return;
    invariant(states.data instanceof Float32Array, 'states are float32');
    const size = states.data.length / Math.max(1, meta.stateSteps.length);
    for (const [i, step] of meta.stateSteps.entries()) {
      const index = this.#indexOfStep.get(step);
      invariant(index !== undefined, 'only kept steps are sent');
      const group = states.data.subarray(i * size, (i + 1) * size);
      spool.put(index, meta.firstQuery, group);
      const { dim } = this.prepared;
      for (let q = 0; q * dim < size; q++) {
        this.#distances
          .get(meta.model)
          ?.add(index, meta.firstQuery + q, group.subarray(q * dim, (q + 1) * dim));
      }
    }
  };

  /** Writes run.npz. The owner of the file commits it. */
  async write(outcomes: DescentReport['models'], meta: unknown): Promise<void> {
    invariant(this.#file, 'there is a file to write to');
    const { dim, numQueries, memories, targets } = this.prepared;
    const { steps, models } = this.recording.shape;
    const npz = new NpzWriter(this.#file.open());
    const isStored = memories.length > 0;
    if (isStored) await npz.add('memories', 'f4', [memories.length, dim], [this.rows.floats('memories')]);
    await npz.add('queries', 'f4', [numQueries, dim], [this.rows.floats('queries')]);
    await npz.add('clamped', 'b1', [numQueries, dim], [this.rows.clamped()]);
    await npz.add('steps', 'i4', [this.keptSteps.length], [Int32Array.from(this.keptSteps)]);
    for (const model of models) {
      const [outcome, spool, distances] = [
        outcomes[model],
        this.#spools.get(model),
        this.#distances.get(model),
      ];
      invariant(outcome && spool && distances, `the run holds ${model}`);
      const [atSteps, atKept] = [
        [steps + 1, numQueries],
        [this.keptSteps.length, numQueries],
      ];
      const integers = (name: string, values: readonly number[]) =>
        npz.add(`${model}_${name}`, 'i4', [numQueries], [Int32Array.from(values)]);
      await npz.add(`${model}_states`, 'f4', [...atKept, dim], spool.pieces());
      await npz.add(`${model}_energies`, 'f4', atSteps, [this.recording.energies(model)]);
      await npz.add(`${model}_gradient_norms`, 'f4', atSteps, [this.recording.gradientNorms(model)]);
      if (isStored) await npz.add(`${model}_nearest_memories`, 'i4', atKept, [distances.nearest]);
      if (isStored) await npz.add(`${model}_distances`, 'f4', atKept, [distances.distances]);
      if (targets.length > 0) await npz.add(`${model}_errors`, 'f4', atKept, [distances.errors]);
      const clipped = this.#clipped(model);
      if (clipped) await npz.add(`${model}_clipped`, 'b1', atSteps, [clipped]);
      await integers('nearest', outcome.nearest);
      await integers('basins', outcome.basins);
      await integers('converged', outcome.converged);
      await integers('stopped', outcome.stopped);
      const { curvatures } = outcome;
      if (curvatures)
        await npz.add(`${model}_curvatures`, 'f4', [numQueries], [Float32Array.from(curvatures)]);
    }
    await npz.addText('meta', JSON.stringify(meta));
    await npz.close();
  }

  /** Returns where φ·T ≤ ε, [steps + 1, B]; undefined for a model without that clip and for one with a subspace. */
  #clipped(name: ModelName): Uint8Array | undefined {
    if (name === 'mrdam' || this.model.drdam.subspace) return undefined;
    const { steps, numQueries } = this.recording.shape;
    const clips = new Float64Array(steps + 1);
    for (const { beta, from, to } of scheduleSegments(this.model, steps)) {
      clips.fill(clippedEnergy(name, { ...this.model, beta }), from, to + 1);
    }
    return Uint8Array.from(this.recording.energies(name), (energy, i) =>
      isClipped(energy, clips[Math.floor(i / numQueries)] ?? Infinity) ? 1 : 0,
    );
  }

  close(): void {
    for (const spool of this.#spools.values()) spool.close();
  }
}

/** Records the nearest memory and the distances of a model's kept states [n, B] as they arrive. */
export class MemoryDistances {
  readonly nearest: Int32Array;
  readonly distances: Float32Array;
  /** The distance to the memory that the query was made from, NaN if it was made from none. */
  readonly errors: Float32Array;

  /** `memories` is [K, dim]; `origins` holds the patterns [B, dim] that queries were made from, or is empty. */
  constructor(
    numKept: number,
    private readonly numQueries: number,
    private readonly memories: Float32Array,
    private readonly origins: Float32Array,
  ) {
    const size = numKept * numQueries;
    this.nearest = new Int32Array(size);
    this.distances = new Float32Array(size);
    this.errors = new Float32Array(size);
  }

  /** Costs O(K D), or less if the memories are far apart. */
  add(index: number, query: number, state: Float32Array): void {
    const dim = state.length;
    const at = index * this.numQueries + query;
    const { index: nearest, square } = nearestRow(this.memories, state);
    this.nearest[at] = nearest;
    this.distances[at] = Math.sqrt(square);
    const origin = this.origins.subarray(query * dim, (query + 1) * dim);
    this.errors[at] = origin.length === 0 ? NaN : euclideanDistance(state, origin);
  }
}
