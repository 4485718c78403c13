import { EngineError } from '#shared/errors';
import type { ModelSpec, Setup } from '#shared/setup';
import { stagesOf } from '#shared/beta-schedule';
import { separatingBetaOf } from '#shared/reliability';
import { makeDrdam } from './drdam';
import type { ReportInputs } from './convergence';
import type { Runtime } from '../graphs/runtime';
import type { PreparedQueries } from '../memories/prepared-queries';
import { prepareQueries } from '../memories/prepared-queries';
import { meanState } from '../memories/queries';
import { rowsInMemory } from '../memories/row-source';
import type { Memories, MemorySet } from '../memories/memory-set';
import { memoriesOf } from '../memories/memory-set';
import type { StreamedMemories } from '../memories/streamed';
import { isStreamed } from '../memories/streamed';
import type { OpenModels } from '../energies/open-models';
import { openModels } from '../energies/open-models';
import { dot } from '../vectors';
import type { CallContext } from '#shared/rpc/server';
import type { EngineContext } from '../engine-context';

/** What queries fall over: memories that are kept, or read whenever they are needed. */
export interface DescentProblem extends ReportInputs {
  readonly queries: PreparedQueries;
  /** beta* of the memories. */
  readonly separatingBeta: number;
  /** The models at the beta of `spec`, for queries that stand at `states`; whoever asks disposes them. */
  readonly build: (spec: ModelSpec, states: Float32Array) => Promise<OpenModels>;
}

export async function prepareProblem(
  engine: EngineContext,
  runtime: Runtime,
  setup: Setup,
  spec: ModelSpec,
  context: CallContext,
): Promise<DescentProblem> {
  const stored = await memoriesForModels(engine, setup, spec, context);
  if (!isStreamed(stored)) {
    const own = { memories: stored, read: engine.pictures(context) };
    const queries = await prepareQueries(setup, own, context.signal);
    return keptGround(engine, runtime, queries, stored, context);
  }
  return streamedGround(engine, runtime, setup, stored, spec, context);
}

/**
 * The memories of a setup, for models. Refuses those that are too many to keep where the models need them kept, before
 * any of them is read.
 */
export async function memoriesForModels(
  engine: EngineContext,
  { memories: spec }: Setup,
  { models, drdam }: ModelSpec,
  context: CallContext,
): Promise<Memories | StreamedMemories> {
  const stored = await engine.stored(spec, context);
  if (!isStreamed(stored)) return stored;
  // rows are for MrDAM, which says so itself
  if (models.some((name) => name !== 'drdam')) return engine.memories(spec, context);
  if (drdam.subspace || (drdam.shards ?? 1) > 1 || ('without' in spec && spec.without)) {
    throw new EngineError(
      'unsupported',
      'These memories are too many to keep, and a subspace, shards and taking single ones away need them kept.',
      'Store fewer, or leave these options out.',
    );
  }
  return stored;
}

/** Of memories that are there. */
function keptGround(
  engine: EngineContext,
  runtime: Runtime,
  queries: PreparedQueries,
  memories: MemorySet,
  context: CallContext,
): DescentProblem {
  const { states, dim, items } = memories;
  const mean = meanState(states, dim);
  const square = dot(states, states) / items.length - dot(mean, mean);
  return {
    queries,
    rows: rowsInMemory(states, dim),
    memories: states,
    clamped: queries.clamped,
    origins: queries.origins,
    separatingBeta: separatingBetaOf(items.length, square),
    build: (spec, at) => openModels(engine, runtime, spec, memories, at, context),
  };
}

async function streamedGround(
  engine: EngineContext,
  runtime: Runtime,
  setup: Setup,
  streamed: StreamedMemories,
  spec: ModelSpec,
  context: CallContext,
): Promise<DescentProblem> {
  const { drdam } = spec;
  context.notice(engine.streamedNotice(streamed));
  const sumAt = async (one: ModelSpec) => {
    const onDevice = await engine.projection(runtime, drdam, streamed.dim, context);
    const sum = await engine.streamedSum(runtime, onDevice, setup.memories, streamed, one, context);
    return { onDevice, sum };
  };
  const [first = { beta: spec.beta }] = stagesOf(spec, 1);
  const { onDevice: unused, sum } = await sumAt({ ...spec, beta: first.beta });
  await unused.dispose();
  const wanted = setup.queries.from === 'memories' ? setup.queries.count : 1;
  const memories = memoriesOf(await streamed.head(wanted, context.signal));
  const { mean } = sum;
  const ground = { memories, mean, places: streamed.memoryIndices, read: engine.pictures(context) };
  const queries = await prepareQueries(setup, ground, context.signal);
  const square = sum.meanSquare - dot(mean, mean);
  return {
    queries,
    rows: streamed.rows(context.progress, () => undefined), // said when they were summed
    memories: null,
    clamped: queries.clamped,
    origins: queries.origins,
    separatingBeta: separatingBetaOf(sum.count, square),
    build: async (one) => {
      const { onDevice, sum: at } = await sumAt(one);
      const { beta, form } = one;
      const model = await makeDrdam(runtime, onDevice, at.memory, { beta, epsilon: drdam.epsilon, form });
      const { projection } = onDevice;
      const { effectiveMemories, numParameters } = at.memory;
      return {
        models: [model],
        own: undefined,
        projection,
        subspace: undefined,
        shards: [{ model, effectiveMemories, numFeatures: projection.numFeatures }],
        parameters: { drdam: numParameters },
        basisNumbers: 0,
        async dispose() {
          await model.dispose();
          await onDevice.dispose();
        },
      };
    },
  };
}
