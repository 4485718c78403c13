import type { FrameMeta } from '#shared/api';
import type { NumericArray } from '#shared/rpc/frame';
import type { CallContext, Handlers } from '#shared/rpc/server';
import type { Setup } from '#shared/setup';
import { squaredDistances } from '#shared/reliability';
import { KIB } from '#shared/units';
import { memoriesForModels } from '../descent/problem';
import { pairwiseSquares } from '../memories/gram';
import { copiesNotice } from '../memories/copies';
import type { QueryInputs } from '../memories/prepared-queries';
import { needsMean, prepareQueries } from '../memories/prepared-queries';
import type { StreamedMemories } from '../memories/streamed';
import { isStreamed, streamMean } from '../memories/streamed';
import type { EngineContext } from '../engine-context';

/** The target size of a frame of rows. */
const FRAME_BYTES = 1024 * KIB;

/** Reads the inputs of the queries from streamed memories. */
async function inputsFromStream(
  streamed: StreamedMemories,
  { queries: spec }: Setup,
  { signal, progress }: CallContext,
): Promise<Omit<QueryInputs, 'read'>> {
  const count = spec.from === 'memories' ? spec.count : 1;
  const memories = await streamed.head(count, signal);
  const rows = () => streamed.rows(progress, () => undefined);
  const mean = needsMean(spec) ? await streamMean(rows(), signal) : undefined;
  return { memories, mean, memoryIndices: streamed.memoryIndices };
}

/** Handles `prepare`: sends the states of a setup's memories and queries. */
export function prepareMethod(engine: EngineContext): Handlers['prepare'] {
  return async ({ withDistances = false, model, ...setup }, context) => {
    const stored = model
      ? await memoriesForModels(engine, setup, model, context)
      : await engine.memories.load(setup.memories, context);
    const inputs = isStreamed(stored) ? await inputsFromStream(stored, setup, context) : { memories: stored };
    const { memories } = inputs;
    const read = engine.pictures.reader(context);
    const queries = await prepareQueries(setup, { ...inputs, read }, context.signal);
    const isInMemory = !isStreamed(stored);
    const copies = isInMemory ? copiesNotice(memories) : null;
    for (const notice of [...memories.notices, ...queries.notices]) context.notice(notice);
    if (copies) context.notice(copies);
    const { dim, states } = memories;
    if (isInMemory) await sendRows('memories', states, dim);
    await sendRows('queries', queries.states, dim);
    await sendRows('clamped', queries.clamped, dim);
    if (queries.origins) await sendRows('origins', queries.origins, dim);
    if (withDistances && isInMemory) {
      const count = states.length / dim;
      const host = await engine.runtimes.host();
      await sendRows('memory_squares', await pairwiseSquares(states, dim, host, context.signal), count);
      await sendRows('query_squares', squaredDistances(queries.states, states, dim), count);
    }
    return {
      dim,
      shape: memories.shape,
      numMemories: isInMemory ? memories.items.length : stored.count,
      memories: isInMemory ? [...memories.items] : [],
      numQueries: queries.states.length / dim,
      targets: [...queries.targets],
      skipped: [...memories.skipped],
    };

    async function sendRows(name: FrameMeta<'prepare'>['name'], rows: NumericArray, width: number) {
      const perFrame = Math.max(1, Math.floor(FRAME_BYTES / (width * rows.BYTES_PER_ELEMENT)));
      for (let firstRow = 0; firstRow * width < rows.length; firstRow += perFrame) {
        const data = rows.subarray(firstRow * width, (firstRow + perFrame) * width);
        await context.send({ name, firstRow }, { [name]: { data, shape: [data.length / width, width] } });
      }
    }
  };
}
