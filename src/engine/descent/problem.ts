import { scheduleSegments } from '#shared/beta-schedule';
import { EngineError } from '#shared/errors';
import { separatingBetaOf } from '#shared/reliability';
import type { ModelSpec, Setup } from '#shared/setup';
import type { OpenModels } from '../energies/open-models';
import { openModels } from '../energies/open-models';
import type { CallContext } from '#shared/rpc/server';
import type { EngineContext } from '../engine-context';
import type { Runtime } from '../graphs/runtime';
import type { MemorySet } from '../memories/memory-set';
import type { PreparedQueries } from '../memories/prepared-queries';
import { prepareQueries } from '../memories/prepared-queries';
import { meanState } from '../memories/queries';
import { rowsInMemory } from '../memories/row-source';
import type { StreamedMemories } from '../memories/streamed';
import { isStreamed } from '../memories/streamed';
import { dot } from '../vectors';
import type { ReportInputs } from './convergence';
import { makeDrdam } from './drdam';

/** The inputs shared by every stage of a descent, over memories that are in the process or read whenever they are needed. */
export interface DescentProblem extends ReportInputs {
  readonly queries: PreparedQueries;
  /** beta* of the memories: below it they merge. */
  readonly separatingBeta: number;
  /** Opens the models at the beta of `spec`, for queries at `states` [B, dim]. The caller disposes them. */
  readonly open: (spec: ModelSpec, states: Float32Array) => Promise<OpenModels>;
}

/**
 * Loads the memories of a setup and makes its queries.
 *
 * @throws EngineError where the memories are too many for what the models need.
 */
export async function prepareProblem(
  engine: EngineContext,
  runtime: Runtime,
  setup: Setup,
  spec: ModelSpec,
  context: CallContext,
): Promise<DescentProblem> {
  const stored = await memoriesForModels(engine, setup, spec, context);
  if (isStreamed(stored)) return streamedProblem(engine, runtime, setup, stored, spec, context);
  const sources = { memories: stored, read: engine.pictures.reader(context) };
  const queries = await prepareQueries(setup, sources, context.signal);
  return problemInMemory(engine, runtime, queries, stored, context);
}

/**
 * Returns the memories of a setup as the models need them: their rows in the process, or a stream of them. No row is
 * read before the size was checked.
 *
 * @throws EngineError where the memories are too many to keep and a model, or an option of DrDAM, needs them kept.
 */
export async function memoriesForModels(
  engine: EngineContext,
  { memories: spec }: Setup,
  { models, drdam }: ModelSpec,
  context: CallContext,
): Promise<MemorySet | StreamedMemories> {
  const stored = await engine.memories.load(spec, context);
  if (!isStreamed(stored)) return stored;
  // the other models compute with rows, and the refusal for want of them says so
  if (models.some((name) => name !== 'drdam')) return engine.memories.loadRows(spec, context);
  if (drdam.subspace || (drdam.shards ?? 1) > 1) {
    throw new EngineError(
      'unsupported',
      'These memories are too many to keep in memory, but a subspace and shards need them there.',
      'Store fewer memories, or turn these options off.',
    );
  }
  return stored;
}

function problemInMemory(
  engine: EngineContext,
  runtime: Runtime,
  queries: PreparedQueries,
  memories: MemorySet,
  context: CallContext,
): DescentProblem {
  const { states, dim } = memories;
  return {
    queries,
    rows: rowsInMemory(states, dim),
    memories: states,
    clamped: queries.clamped,
    origins: queries.origins,
    separatingBeta: separatingBetaOfMemories(memories),
    open: (spec, at) => openModels(engine, runtime, spec, memories, at, context),
  };
}

/** Returns beta* of memories. Cost: O(K D). */
export function separatingBetaOfMemories({ states, dim }: Pick<MemorySet, 'states' | 'dim'>): number {
  const count = states.length / dim;
  const mean = meanState(states, dim);
  return separatingBetaOf(count, dot(states, states) / count - dot(mean, mean));
}

async function streamedProblem(
  engine: EngineContext,
  runtime: Runtime,
  setup: Setup,
  streamed: StreamedMemories,
  spec: ModelSpec,
  context: CallContext,
): Promise<DescentProblem> {
  const { drdam } = spec;
  context.notice(engine.memories.streamedNotice(streamed));
  const sumAt = async (stage: ModelSpec) => {
    const onDevice = await engine.features.projection(runtime, drdam, streamed.dim, context);
    const source = { spec: setup.memories, streamed };
    const sum = await engine.features.sumStream(runtime, onDevice, source, stage, context);
    return { onDevice, sum };
  };
  const [first = { beta: spec.beta }] = scheduleSegments(spec, 1);
  const { onDevice: unused, sum } = await sumAt({ ...spec, beta: first.beta });
  await unused.dispose();
  const wanted = setup.queries.from === 'memories' ? setup.queries.count : 1;
  const memories = await streamed.head(wanted, context.signal);
  const { mean } = sum;
  const sources = {
    memories,
    mean,
    memoryIndices: streamed.memoryIndices,
    read: engine.pictures.reader(context),
  };
  const queries = await prepareQueries(setup, sources, context.signal);
  const square = sum.meanSquare - dot(mean, mean);
  return {
    queries,
    rows: streamed.rows(context.progress, () => undefined), // skipped files were reported when T was summed
    memories: null,
    clamped: queries.clamped,
    origins: queries.origins,
    separatingBeta: separatingBetaOf(sum.count, square),
    open: async (stage) => {
      const { onDevice, sum: sumOfStage } = await sumAt(stage);
      const { beta, form } = stage;
      const model = await makeDrdam(runtime, onDevice, sumOfStage.memory, {
        beta,
        epsilon: drdam.epsilon,
        form,
      });
      const { projection } = onDevice;
      const { effectiveMemories, numParameters } = sumOfStage.memory;
      return {
        models: [model],
        onnx: undefined,
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
