import type { FrameMeta } from '#shared/api';
import type { NumericArray } from '#shared/rpc/frame';
import type { CallContext, Handlers } from '#shared/rpc/server';
import type { Setup } from '#shared/setup';
import { squaredDistances } from '#shared/reliability';
import { KIB } from '#shared/units';
import { memoriesForModels } from '../descent/problem';
import { pairwiseSquares } from '../memories/gram';
import { prepareQueries, needsMean } from '../memories/prepared-queries';
import { memoriesOf } from '../memories/memory-set';
import type { StreamedMemories } from '../memories/streamed';
import { isStreamed, streamMean } from '../memories/streamed';
import type { EngineContext } from '../engine-context';

/** Rows are sent in frames of about this size. */
const FRAME_BYTES = 1024 * KIB;

/** What queries are made of where the memories are too many to keep. */
async function headOf(
  streamed: StreamedMemories,
  { queries: spec }: Setup,
  { signal, progress }: CallContext,
) {
  const wanted = spec.from === 'memories' ? spec.count : 1;
  const memories = memoriesOf(await streamed.head(wanted, signal));
  const mean = needsMean(spec)
    ? await streamMean(
        streamed.rows(progress, () => undefined),
        signal,
      )
    : undefined;
  return { memories, mean, places: streamed.memoryIndices };
}

export function prepareMethod(engine: EngineContext): Handlers['prepare'] {
  return async ({ withDistances = false, model, ...setup }, context) => {
    const stored = model
      ? await memoriesForModels(engine, setup, model, context)
      : await engine.stored(setup.memories, context);
    const ground = isStreamed(stored) ? await headOf(stored, setup, context) : { memories: stored };
    const { memories } = ground;
    const read = engine.pictures(context);
    const queries = await prepareQueries(setup, { ...ground, read }, context.signal);
    for (const notice of [...memories.notices, ...queries.notices]) context.notice(notice);
    const { dim, states } = memories;
    const isKept = !isStreamed(stored);
    if (isKept) await sendRows('memories', states, dim);
    await sendRows('queries', queries.states, dim);
    await sendRows('clamped', queries.clamped, dim);
    if (queries.origins) await sendRows('origins', queries.origins, dim);
    if (withDistances && isKept) {
      const count = states.length / dim;
      const host = await engine.runtime('cpu'); // float64 is the CPU's alone
      await sendRows('memory_squares', await pairwiseSquares(states, dim, host, context.signal), count);
      await sendRows('query_squares', squaredDistances(queries.states, states, dim), count);
    }
    return {
      dim,
      shape: memories.shape,
      numMemories: isKept ? memories.items.length : stored.count,
      memories: isKept ? [...memories.items] : [],
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
