import type { FrameMeta } from '#shared/api';
import type { NumericArray } from '#shared/rpc/frame';
import type { Handlers } from '#shared/rpc/server';
import { squaresBetween } from '#shared/trust';
import { KIB } from '#shared/units';
import { pairSquares } from '../memories/gram';
import { prepareQueries } from '../memories/prepare';
import type { Workbench } from '../workbench';

/** Rows are sent in frames of about this size. */
const FRAME_BYTES = 1024 * KIB;

export function prepareMethod(bench: Workbench): Handlers['prepare'] {
  return async ({ spread = false, ...setup }, context) => {
    const memories = await bench.memories(setup.memories, context);
    const queries = await prepareQueries(setup, memories);
    for (const notice of [...memories.notices, ...queries.notices]) context.notice(notice);
    const { dim, states } = memories;
    await sendRows('memories', states, dim);
    await sendRows('queries', queries.states, dim);
    await sendRows('clamped', queries.clamped, dim);
    if (queries.origins) await sendRows('origins', queries.origins, dim);
    if (spread) {
      const count = states.length / dim;
      const host = await bench.runtime('cpu'); // float64 is the CPU's alone
      await sendRows('memory_squares', await pairSquares(states, dim, host, context.signal), count);
      await sendRows('query_squares', squaresBetween(queries.states, states, dim), count);
    }
    return {
      dim,
      shape: memories.shape,
      memories: [...memories.items],
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
