import { Runtime } from '#engine/graphs/runtime';
import { structuredProjection } from '#engine/memories/projection';
import { mrdamSurface } from './landscapes';
import { doubleProduct, floatProduct, memoryTasks, PRODUCT } from './machine';
import type { Times } from './timing';
import { timeTasks, afterWarmUp, timed } from './timing';
import type { Row } from './rows';
import { row } from './rows';
import type { BenchOptions } from './section';
import { drdamStep, paper } from './steps';

const PAPER = 'D 12 288, Y 180 000, B 4; the products of its factors';
const SIZE = 256;

/** What this machine can do at most, and how much of it our work takes. */
export async function limitsBench({ quick, seed }: BenchOptions): Promise<Row[]> {
  const runtime = await Runtime.start('cpu');
  const memory = await memoryTasks();
  const projection = structuredProjection(paper.dim, paper.numFeatures, seed);
  const mrdam = await mrdamSurface(runtime, 1000, seed);
  const tasks = {
    compare: memory.compare,
    copy: memory.copy,
    float: await floatProduct(runtime),
    double: await doubleProduct(runtime),
    drdam: await drdamStep(runtime, projection, paper.dim, paper.numQueries),
    mrdamSurface: afterWarmUp(timed(() => mrdam(SIZE))),
  };
  const times = await timeTasks(tasks, quick ? 5 : 15);
  await memory.end();
  await runtime.dispose();

  const perMs = {
    float: PRODUCT / times.float.best,
    double: PRODUCT / times.double.best,
  };
  /** `least`: the milliseconds that the machine at its best would need. */
  const share = (name: string, { median }: Times, least: number, note: string) =>
    row(name, (100 * least) / median, '%', { note: `${median.toFixed(1)} ms; ${note}` });
  const gigabytes = (bytes: number, milliseconds: number) => bytes / milliseconds / 1e6;
  const gigaflops = (perMillisecond: number) => (2 * perMillisecond) / 1e6;

  const sizes = (projection.report.factors ?? []).reduce((a, b) => a + b, 0);
  // three rounds of every factor, there and back
  const drdamProducts = 2 * 3 * sizes * projection.numRows * paper.numQueries;
  return [
    row('memory read, two blocks compared', gigabytes(memory.bytes, times.compare.best), 'GB/s'),
    row('memory copied, read and written', gigabytes(memory.bytes, times.copy.best), 'GB/s'),
    row('products in float32, onnxruntime', gigaflops(perMs.float), 'GFLOP/s'),
    row('products in float64, onnxruntime', gigaflops(perMs.double), 'GFLOP/s'),
    share('DrDAM step, of the float32 rate', times.drdam, drdamProducts / perMs.float, PAPER),
    share(
      'MrDAM landscape, of the float64 rate',
      times.mrdamSurface,
      (1000 * SIZE ** 2) / perMs.double,
      `256 x 256, K 1000; a multiply-add for each memory and point`,
    ),
  ];
}
