import { Runtime } from '#engine/graphs/runtime';
import { floatProduct, memoryTasks, PRODUCT } from '../machine';
import { timeTasks } from '../timing';
import type { Row } from '../rows';
import { row } from '../rows';
import type { BenchOptions } from '../section';
import { mrdamProducts, mrdamStep, someStates } from '../steps';

const [NUM_MEMORIES, DIM] = [10_000, 3072];
const BYTES = NUM_MEMORIES * DIM * Float32Array.BYTES_PER_ELEMENT;

/**
 * How near a step of MrDAM comes to what binds it: a pass over the memories is the least that it can read, and its
 * multiply-adds the least that it can compute.
 */
export async function mrdamFractions({ quick, seed }: BenchOptions): Promise<Row[]> {
  const runtime = await Runtime.start('cpu');
  const memory = await memoryTasks();
  const memories = someStates(NUM_MEMORIES, DIM, seed);
  const tasks = {
    compare: memory.compare,
    copy: memory.copy,
    product: await floatProduct(runtime),
    one: await mrdamStep(runtime, memories, DIM, 1),
    few: await mrdamStep(runtime, memories, DIM, 4),
    many: await mrdamStep(runtime, memories, DIM, 64),
  };
  const times = await timeTasks(tasks, quick ? 7 : 21);
  await memory.end();
  await runtime.dispose();
  const bytesPerMs = memory.bytes / Math.min(times.compare.best, times.copy.best);
  const productsPerMs = PRODUCT / times.product.best;
  const share = (name: 'one' | 'few' | 'many', numQueries: number) => {
    const { median } = times[name];
    const ofBandwidth = (100 * BYTES) / bytesPerMs / median;
    const ofProducts = (100 * mrdamProducts(NUM_MEMORIES, DIM, numQueries)) / productsPerMs / median;
    const bandwidth = `${ofBandwidth.toFixed(0)} % of ${(bytesPerMs / 1e6).toFixed(0)} GB/s in one pass`;
    const products = `${ofProducts.toFixed(0)} % of ${((2 * productsPerMs) / 1e6).toFixed(0)} GFLOP/s`;
    return row(
      `MrDAM step, B ${String(numQueries)}: share of what binds`,
      Math.max(ofBandwidth, ofProducts),
      '%',
      {
        target: { atLeast: 60 },
        note: `K 10 000, D 3072; ${median.toFixed(1)} ms: ${bandwidth}, ${products}`,
      },
    );
  };
  return [share('one', 1), share('few', 4), share('many', 64)];
}
