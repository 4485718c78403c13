import type { Handlers } from '#shared/rpc/server';
import { KIB } from '#shared/units';
import { prepareQueries } from '../memories/prepare';
import type { Workbench } from '../workbench';

/** Rows are sent in frames of about this size. */
const FRAME_BYTES = 1024 * KIB;

export function prepareMethod(bench: Workbench): Handlers['prepare'] {
  return async (setup, context) => {
    const memories = await bench.memories(setup.memories, context);
    const queries = await prepareQueries(setup, memories);
    for (const notice of [...memories.notices, ...queries.notices]) context.notice(notice);
    const { dim } = memories;
    await sendRows('memories', memories.states);
    await sendRows('queries', queries.states);
    await sendRows('clamped', queries.clamped);
    return {
      dim,
      shape: memories.shape,
      memories: [...memories.items],
      numQueries: queries.states.length / dim,
      targets: [...queries.targets],
      skipped: [...memories.skipped],
    };

    async function sendRows(name: 'memories' | 'queries' | 'clamped', rows: Float32Array | Uint8Array) {
      const perFrame = Math.max(1, Math.floor(FRAME_BYTES / (dim * rows.BYTES_PER_ELEMENT)));
      for (let firstRow = 0; firstRow * dim < rows.length; firstRow += perFrame) {
        const data = rows.subarray(firstRow * dim, (firstRow + perFrame) * dim);
        await context.send({ name, firstRow }, { [name]: { data, shape: [data.length / dim, dim] } });
      }
    }
  };
}
