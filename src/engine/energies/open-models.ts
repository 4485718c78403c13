import { EngineError } from '#shared/errors';
import type { ModelName, ModelSpec } from '#shared/setup';
import { isTrigonometric } from '#shared/setup';
import { makeDrdam } from '../descent/drdam';
import { evaluate } from '../descent/evaluate';
import type { Model } from '../descent/model';
import { makeMrdam } from '../descent/mrdam';
import type { Runtime } from '../graphs/runtime';
import type { Projection } from '../memories/projection';
import { splitIntoShards } from '../memories/shards';
import type { MemorySet } from '../memories/memory-set';
import type { Subspace } from '../memories/subspace';
import { makeSubspace, memoriesInSubspace } from '../memories/subspace';
import type { OnnxModel } from './onnx/onnx-model';
import { openOnnxModel } from './onnx/onnx-model';
import type { CallContext } from '#shared/rpc/server';
import type { EngineContext } from '../engine-context';

/** Models on a device; whoever asked for them disposes them. */
export interface OpenModels {
  readonly models: readonly Model[];
  readonly own: OnnxModel | undefined;
  readonly projection: Projection | undefined;
  readonly subspace: Subspace | undefined;
  /** DrDAM's part of `models`, and what their noise follows. */
  readonly shards: readonly DrdamShard[];
  /** The numbers that each model holds, of DrDAM those in T. */
  readonly parameters: Readonly<Partial<Record<ModelName, number>>>;
  /** The numbers of the subspace, the same for every T. */
  readonly basisNumbers: number;
  dispose(): Promise<void>;
}

/** A T of its own, or of a part of the memories. */
export interface DrdamShard {
  readonly model: Model;
  readonly effectiveMemories: number | null;
  readonly numFeatures: number;
}

/** The models asked for, at one beta. `states` [B, dim] are where queries stand: with shards, each gets its own. */
export async function openModels(
  engine: EngineContext,
  runtime: Runtime,
  spec: ModelSpec,
  memories: MemorySet,
  states: Float32Array,
  context: CallContext,
): Promise<OpenModels> {
  const { beta, form } = spec;
  const made: { dispose(): Promise<void> }[] = [];
  const dispose = async () => {
    for (const one of made.reverse()) await one.dispose();
  };
  const keep = <T extends (typeof made)[number]>(one: T): T => {
    made.push(one);
    return one;
  };
  const models: Model[] = [];
  const parameters: Partial<Record<ModelName, number>> = {};
  let [projection, subspace, shards, own]: [Projection?, Subspace?, DrdamShard[]?, OnnxModel?] = [];
  try {
    // first, because it may be refused, and the others take long to make
    if (spec.models.includes('own'))
      own = keep(await openOnnxModel(engine.startHelper, spec, memories, states, context));
    if (spec.models.includes('mrdam')) {
      models.push(keep(await makeMrdam(runtime, memories.states, memories.dim, beta, form)));
      parameters.mrdam = memories.states.length;
    }
    if (spec.models.includes('drdam')) {
      subspace = await subspaceOf(engine, spec, memories, context.signal);
      const stored = subspace ? await memoriesInSubspace(subspace, memories, context.signal) : memories;
      const onDevice = keep(await engine.projection(runtime, spec.drdam, stored.dim, context));
      projection = onDevice.projection;
      const all: DrdamShard[] = [];
      for (const [i, shard] of splitIntoShards(stored, spec.drdam.shards ?? 1).entries()) {
        const sum = await engine.sum(runtime, onDevice, shard, spec, context, i);
        const plain = keep(
          await makeDrdam(runtime, onDevice, sum, { beta, epsilon: spec.drdam.epsilon, form }),
        );
        const model = subspace ? keep(await inSubspace(runtime, plain, subspace)) : plain;
        all.push({ model, effectiveMemories: sum.effectiveMemories, numFeatures: projection.numFeatures });
        parameters.drdam = (parameters.drdam ?? 0) + sum.numParameters;
      }
      shards = await sharedOut(runtime, all, states, memories.dim, context.signal);
      models.push(...shards.map(({ model }) => model));
    }
    const basisNumbers = basisSize(spec.drdam, subspace);
    return { models, own, projection, subspace, shards: shards ?? [], parameters, basisNumbers, dispose };
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
}

/** The subspace that DrDAM is asked to live in, if any. */
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
      'A subspace goes with the maps sincos and cos, and with the logarithm.',
      'Leave out one of them.',
    );
  }
  const host = await engine.runtime('cpu'); // float64 is the CPU's alone
  return makeSubspace(drdam.subspace, memories, host, signal);
}

/** The model seen through a subspace; disposes what it added itself. */
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

/** The numbers of a subspace that are not computed from its description: principal axes, and the mean. */
function basisSize({ subspace: spec }: ModelSpec['drdam'], subspace: Subspace | undefined): number {
  if (!spec || !subspace) return 0;
  const { origin, basis } = subspace;
  return origin.length + (spec.kind === 'principal' ? basis.length : 0);
}

/** Every query to the shard that gives it the lowest energy. */
async function sharedOut(
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
