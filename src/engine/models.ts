import { EngineError } from '#shared/errors';
import type { ModelSpec } from '#shared/setup';
import { isTrigonometric } from '#shared/setup';
import { makeDrdam } from './descent/drdam';
import { evaluate } from './descent/evaluate';
import type { Model } from './descent/model';
import { makeMrdam } from './descent/mrdam';
import type { Runtime } from './graphs/runtime';
import type { ProjectionOnDevice } from './memories/features';
import type { Projection } from './memories/projection';
import type { Memories } from './memories/stored';
import type { Subspace } from './memories/subspace';
import { coordinatesIn, makeSubspace } from './memories/subspace';
import type { OwnModel } from './own/model';
import { makeOwn } from './own/model';
import type { CallScope, Workbench } from './workbench';

/** Models on a device; whoever asked for them disposes them. */
export interface Built {
  readonly models: readonly Model[];
  readonly own: OwnModel | undefined;
  readonly projection: Projection | undefined;
  readonly subspace: Subspace | undefined;
  dispose(): Promise<void>;
}

/** The models asked for, at one beta. `states` [B, dim] are where queries stand: with shards, each gets its own. */
export async function buildModels(
  bench: Workbench,
  runtime: Runtime,
  spec: ModelSpec,
  memories: Memories,
  states: Float32Array,
  scope: CallScope,
): Promise<Built> {
  const { beta, form } = spec;
  const models: Model[] = [];
  let onDevice: ProjectionOnDevice | undefined;
  let subspace: Subspace | undefined;
  let own: OwnModel | undefined;
  const dispose = async () => {
    for (const model of models) await model.dispose();
    await onDevice?.dispose();
    await own?.dispose();
  };
  try {
    // first, because it may be refused, and the others take long to make
    if (spec.models.includes('own')) own = await makeOwn(bench.startHelper, spec, memories, states, scope);
    if (spec.models.includes('mrdam')) {
      models.push(await makeMrdam(runtime, memories.states, memories.dim, beta, form));
    }
    if (spec.models.includes('drdam')) {
      subspace = await subspaceOf(bench, spec, memories);
      const stored = subspace ? seenIn(subspace, memories) : memories;
      onDevice = await bench.projection(runtime, spec.drdam, stored.dim, scope);
      const shards: Model[] = [];
      for (const shard of shardsOf(stored, spec.drdam.shards ?? 1)) {
        const sum = await bench.sum(runtime, onDevice, shard, spec, scope);
        const model = await makeDrdam(runtime, onDevice, sum, { beta, epsilon: spec.drdam.epsilon, form });
        shards.push(subspace ? await inSubspace(runtime, model, subspace) : model);
      }
      models.push(...(await sharedOut(runtime, shards, states, memories.dim, scope.signal)));
    }
    return { models, own, projection: onDevice?.projection, subspace, dispose };
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
}

async function subspaceOf(
  bench: Workbench,
  { drdam, form }: ModelSpec,
  memories: Memories,
): Promise<Subspace | undefined> {
  if (!drdam.subspace) return undefined;
  if (form === 'kernel' || !isTrigonometric(drdam.featureMap)) {
    throw new EngineError(
      'unsupported',
      'A subspace goes with the maps sincos and cos, and with the logarithm.',
      'Leave out one of them.',
    );
  }
  return makeSubspace(drdam.subspace, memories, await bench.runtime('cpu')); // float64 is the CPU's alone
}

/** The memories as coordinates in a subspace. */
function seenIn(subspace: Subspace, memories: Memories): Memories {
  return {
    ...memories,
    states: coordinatesIn(subspace, memories.states),
    dim: subspace.size,
    shape: null,
  };
}

/** The memories dealt out to `count` parts. */
function shardsOf(memories: Memories, count: number): Memories[] {
  const { states, dim, items } = memories;
  const number = Math.min(count, items.length);
  if (number === 1) return [memories];
  return Array.from({ length: number }, (_, shard) => {
    const rows = items.map((__, k) => k).filter((k) => k % number === shard);
    const part = new Float32Array(rows.length * dim);
    rows.forEach((k, i) => {
      part.set(states.subarray(k * dim, (k + 1) * dim), i * dim);
    });
    return { ...memories, states: part, items: rows.flatMap((k) => items[k] ?? []) };
  });
}

async function inSubspace(runtime: Runtime, model: Model, { origin, basis, size }: Subspace): Promise<Model> {
  const center = await runtime.constant(origin, [1, origin.length]);
  const rows = await runtime.constant(basis, [size, origin.length]);
  return {
    ...model,
    graph: `${model.graph}_subspace`,
    inputs: { ...model.inputs, origin: center.tensor, basis: rows.tensor },
    async dispose() {
      await model.dispose();
      for (const constant of [center, rows]) await constant.dispose();
    },
  };
}

/** Every query to the shard that gives it the lowest energy. */
async function sharedOut(
  runtime: Runtime,
  shards: readonly Model[],
  states: Float32Array,
  dim: number,
  signal: AbortSignal,
): Promise<Model[]> {
  if (shards.length === 1) return [...shards];
  const energies: Float32Array[] = [];
  for (const shard of shards) energies.push((await evaluate(runtime, shard, states, dim, signal)).energies);
  const best = Array.from({ length: states.length / dim }, (_, q) =>
    energies.reduce((low, one, i) => ((one[q] ?? NaN) < (energies[low]?.[q] ?? NaN) ? i : low), 0),
  );
  return shards.map((shard, i) => ({
    ...shard,
    queries: best.flatMap((one, q) => (one === i ? [q] : [])),
  }));
}
