import { Runtime } from '#engine/graphs/runtime';
import { addFeatures } from '#engine/memories/sum-features';
import { ProjectionOnDevice } from '#engine/memories/projection-on-device';
import { IncrementalSum } from '#engine/memories/incremental-sum';
import { structuredProjection } from '#engine/memories/projection';
import { formatCount } from '#shared/units';
import { timeTasks, timed } from '../timing';
import type { Row } from '../rows';
import { row } from '../rows';
import type { BenchOptions } from '../section';
import { never, paper, someStates } from '../steps';

const [DIM, NUM_FEATURES] = [256, 20_000];
const [FEW, MANY] = [10, 100_000];

/** What one more memory costs DrDAM where few are stored and where many are. */
export async function adding({ quick, seed }: BenchOptions): Promise<Row[]> {
  const runtime = await Runtime.start('cpu');
  const projection = await ProjectionOnDevice.make(runtime, structuredProjection(DIM, NUM_FEATURES, seed));
  const rows = someStates(MANY + 1, DIM, seed);
  const [few, many] = [await storing(FEW), await storing(MANY)];
  const sums = await timeTasks({ few: few.sum, many: many.sum }, quick ? 51 : 201);
  const changes = await timeTasks({ few: few.change, many: many.change }, quick ? 5 : 15);
  await runtime.dispose();
  const ratio = (name: string, { few: a, many: b }: typeof sums, atMost?: number) =>
    row(`${name}, K 100 000 over 10`, b.median / a.median, 'times', {
      ...(atMost !== undefined && { target: { atMost } }),
      note: `${b.median.toFixed(2)} ms against ${a.median.toFixed(2)} ms; D 256, Y 20 000`,
    });
  return [
    ratio('adding one to T', sums, 1.1),
    // which compares all rows with those of before: no cost of DrDAM's
    ratio('finding which one came, too', changes),
    row('numbers in T, K 100 000 over 10', many.numParameters / few.numParameters, 'times', {
      target: { atMost: 1 },
      note: `${formatCount(many.numParameters)} numbers`,
    }),
  ];

  async function storing(count: number) {
    const [before, after] = [rows.subarray(0, count * DIM), rows.subarray(0, (count + 1) * DIM)];
    const one = rows.subarray(count * DIM, (count + 1) * DIM);
    const sum = new IncrementalSum('sincos', paper.beta, DIM);
    const update = (states: Float32Array) => sum.update(runtime, projection, states, never);
    const memory = (await update(before)).copy();
    const grow = timed(() => update(after));
    return {
      numParameters: memory.numParameters,
      sum: timed(() => addFeatures(memory, runtime, projection, one, DIM, paper.beta, 1, never)),
      change: async () => {
        const milliseconds = await grow();
        await update(before);
        return milliseconds;
      },
    };
  }
}
