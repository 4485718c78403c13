import { EngineError } from '#shared/errors';
import type { ModelName, ModelSpec } from '#shared/setup';
import { isTrigonometric } from '#shared/setup';
import { makeDrdam } from '../descent/drdam';
import { evaluate } from '../descent/evaluate';
import type { Model } from '../descent/model';
import { makeMrdam } from '../descent/mrdam';
import type { Runtime } from '../graphs/runtime';
import type { Projection } from '../memories/projection';
import type { MemorySet } from '../memories/memory-set';
import type { Subspace } from '../memories/subspace';
import { makeSubspace, memoriesInSubspace } from '../memories/subspace';
import type { OnnxModel } from './onnx/onnx-model';
import { openOnnxModel } from './onnx/onnx-model';
import type { CallContext } from '#shared/rpc/server';
import type { EngineContext } from '../engine-context';

/** The models of a run at one beta. The caller disposes them. */
export interface OpenModels {
  /** MrDAM and DrDAM, on the device. */
  readonly models: readonly Model[];
  /** A person's ONNX energy, in its helper process. */
  readonly onnx: OnnxModel | undefined;
  readonly projection: Projection | undefined;
  readonly subspace: Subspace | undefined;
  /** DrDAM's part of `models`, with what its noise depends on. */
  readonly shards: readonly DrdamShard[];
  /** How many numbers each model holds; of DrDAM those in T. */
  readonly parameters: Readonly<Partial<Record<ModelName, number>>>;
  /** How many numbers the subspace holds, which all T share. */
  readonly basisNumbers: number;
  dispose(): Promise<void>;
}

/** DrDAM of all memories, or of the part of them that one of several T sums. */
export interface DrdamShard {
  readonly model: Model;
  readonly effectiveMemories: number | null;
  readonly numFeatures: number;
}

/**
 * Opens the models of `spec` at its beta. `states` [B, dim] are the states of the queries: with shards, each query descends
 * in the shard that gives it the lowest energy.
 *
 * @throws EngineError where an energy, a projection or a combination of options is refused; what was opened is disposed.
 */
export async function openModels(
  engine: EngineContext,
  runtime: Runtime,
  spec: ModelSpec,
  memories: MemorySet,
  states: Float32Array,
  context: CallContext,
): Promise<OpenModels> {
  const { beta, form } = spec;
  const disposables: { dispose(): Promise<void> }[] = [];
  const dispose = async () => {
    for (const disposable of disposables.reverse()) await disposable.dispose();
  };
  const disposeLater = <T extends (typeof disposables)[number]>(disposable: T): T => {
    disposables.push(disposable);
    return disposable;
  };
  const models: Model[] = [];
  const parameters: Partial<Record<ModelName, number>> = {};
  let projection: Projection | undefined;
  let subspace: Subspace | undefined;
  let shards: readonly DrdamShard[] = [];
  let onnx: OnnxModel | undefined;
  try {
    // first, because it may be refused and the others take long
    if (spec.models.includes('own'))
      onnx = disposeLater(await openOnnxModel(engine.startHelper, spec, memories, states, context));
    if (spec.models.includes('mrdam')) {
      models.push(disposeLater(await makeMrdam(runtime, memories.states, memories.dim, beta, form)));
      parameters.mrdam = memories.states.length;
    }
    if (spec.models.includes('drdam')) {
      subspace = await subspaceOf(engine, spec, memories, context.signal);
      const stored = subspace ? await memoriesInSubspace(subspace, memories, context.signal) : memories;
      const { projection: onDevice, sums } = await engine.features.open(runtime, spec, stored, context);
      projection = disposeLater(onDevice).projection;
      const all: DrdamShard[] = [];
      for (const sum of sums) {
        const plain = disposeLater(
          await makeDrdam(runtime, onDevice, sum, { beta, epsilon: spec.drdam.epsilon, form }),
        );
        const model = subspace ? disposeLater(await inSubspace(runtime, plain, subspace)) : plain;
        all.push({ model, effectiveMemories: sum.effectiveMemories, numFeatures: projection.numFeatures });
        parameters.drdam = (parameters.drdam ?? 0) + sum.numParameters;
      }
      shards = await assignQueries(runtime, all, states, memories.dim, context.signal);
      models.push(...shards.map(({ model }) => model));
    }
    const basisNumbers = basisSize(spec.drdam, subspace);
    return { models, onnx, projection, subspace, shards, parameters, basisNumbers, dispose };
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
}

/**
 * Returns the subspace that DrDAM is restricted to, if `spec` has one.
 *
 * @throws EngineError where the feature map or the form of the energy does not allow a subspace.
 */
export async function subspaceOf(
  engine: EngineContext,
  { drdam, form }: ModelSpec,
  memories: MemorySet,
  signal: AbortSignal,
): Promise<Subspace | undefined> {
  if (!drdam.subspace) return undefined;
  if (form === 'kernel' || !isTrigonometric(drdam.featureMap)) {
    throw new EngineError(
      'unsupported',
      'A subspace needs the SinCos or Cos map and the log energy.',
      'Change the map or the energy, or turn the subspace off.',
    );
  }
  const host = await engine.runtimes.host();
  return makeSubspace(drdam.subspace, memories, host, signal);
}

/** Restricts a model to a subspace. Disposing the result leaves the model itself open. */
async function inSubspace(runtime: Runtime, model: Model, { origin, basis, size }: Subspace): Promise<Model> {
  const center = await runtime.constant(origin, [1, origin.length]);
  const rows = await runtime.constant(basis, [size, origin.length]);
  return {
    ...model,
    graph: `${model.graph}_subspace`,
    inputs: { ...model.inputs, origin: center.tensor, basis: rows.tensor },
    async dispose() {
      for (const constant of [center, rows]) await constant.dispose();
    },
  };
}

/** Returns how many numbers of a subspace do not follow from its description: its principal axes, and the mean. */
function basisSize({ subspace: spec }: ModelSpec['drdam'], subspace: Subspace | undefined): number {
  if (!spec || !subspace) return 0;
  const { origin, basis } = subspace;
  return origin.length + (spec.kind === 'principal' ? basis.length : 0);
}

/** Assigns every query to the shard that gives it the lowest energy. */
async function assignQueries(
  runtime: Runtime,
  shards: readonly DrdamShard[],
  states: Float32Array,
  dim: number,
  signal: AbortSignal,
): Promise<DrdamShard[]> {
  if (shards.length === 1) return [...shards];
  const energies: Float32Array[] = [];
  for (const { model } of shards) {
    energies.push((await evaluate(runtime, model, states, dim, signal)).energies);
  }
  const best = Array.from({ length: states.length / dim }, (_, q) =>
    energies.reduce((low, one, i) => ((one[q] ?? NaN) < (energies[low]?.[q] ?? NaN) ? i : low), 0),
  );
  return shards.map((shard, i) => ({
    ...shard,
    model: { ...shard.model, queries: best.flatMap((one, q) => (one === i ? [q] : [])) },
  }));
}
