import { Runtime } from '#engine/graphs/runtime';
import { structuredProjection } from '#engine/memories/projection';
import { logLogSlope } from '#engine/statistics';
import { formatCount } from '#shared/units';
import { drdamSurface, mrdamSurface } from './landscapes';
import { pictureReading } from './pictures';
import type { Task } from './timing';
import { timeTasks, timed } from './timing';
import type { Row } from './rows';
import { formatValue, row } from './rows';
import type { BenchOptions } from './section';
import { drdamStep, mrdamStep, paper, someStates } from './steps';

/** How the time of some work grows with a size of it. */
interface Growth {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly task: (size: number) => Promise<Task>;
  /** What counts where it is not the size itself. */
  readonly amount?: (size: number) => number;
}

/** Sizes at which fixed costs are small, each about twice the one before; a fifth is left to a full run. */
const SIZES = {
  features: [49_152, 98_304, 196_608, 393_216],
  // 32 x 32 x 3 x k: three factors at each, and nothing is padded
  dims: [12_288, 24_576, 49_152, 98_304, 196_608],
  queries: [1, 2, 4, 8, 16],
  memories: [5000, 10_000, 20_000, 40_000],
  grid: [128, 182, 256, 362, 512],
  pictures: [8000, 16_000, 32_000, 64_000],
};
const DOUBLINGS = 3;

export async function growthBench({ quick, seed }: BenchOptions): Promise<Row[]> {
  const rows: Row[] = [];
  const rounds = quick ? 5 : 11;
  for (const make of [drdamGrowths, mrdamGrowths, landscapeGrowths, pictureGrowths]) {
    const runtime = await Runtime.start('cpu');
    for (const growth of make(runtime, seed)) {
      const sizes = growth.sizes.slice(0, quick ? DOUBLINGS + 1 : undefined);
      rows.push(...(await grown({ ...growth, sizes }, rounds)));
    }
    await runtime.dispose();
  }
  return rows;
}

function drdamGrowths(runtime: Runtime, seed: number): Growth[] {
  const { dim, numFeatures, numQueries } = paper;
  return [
    {
      name: 'DrDAM step by Y (D 3072, B 4)',
      sizes: SIZES.features,
      task: (features) => drdamStep(runtime, structuredProjection(3072, features, seed), 3072, numQueries),
    },
    {
      name: 'DrDAM step by D (Y 196 608, B 4)',
      sizes: SIZES.dims,
      task: (size) => drdamStep(runtime, structuredProjection(size, 196_608, seed), size, numQueries),
    },
    {
      name: 'DrDAM step by B (D 12 288, Y 180 000)',
      sizes: SIZES.queries,
      task: (queries) => drdamStep(runtime, structuredProjection(dim, numFeatures, seed), dim, queries),
    },
  ];
}

function mrdamGrowths(runtime: Runtime, seed: number): Growth[] {
  return [
    {
      name: 'MrDAM step by K (D 3072, B 4)',
      sizes: SIZES.memories,
      task: (count) => mrdamStep(runtime, someStates(count, 3072, seed), 3072, 4),
    },
    {
      name: 'MrDAM step by D (K 5000, B 4)',
      sizes: [3072, 6144, 12_288, 24_576],
      task: (dim) => mrdamStep(runtime, someStates(5000, dim, seed), dim, 4),
    },
    {
      name: 'MrDAM step by B (K 5000, D 3072)',
      sizes: [4, 8, 16, 32, 64],
      task: (queries) => mrdamStep(runtime, someStates(5000, 3072, seed), 3072, queries),
    },
  ];
}

function landscapeGrowths(runtime: Runtime, seed: number): Growth[] {
  const amount = (size: number) => size ** 2;
  const drdam = drdamSurface(runtime, seed);
  const mrdam = mrdamSurface(runtime, 1000, seed);
  return [
    {
      name: 'DrDAM landscape by points (Y 180 000)',
      sizes: SIZES.grid,
      amount,
      task: async (size) => {
        const { similarities } = await drdam;
        return timed(() => similarities(size));
      },
    },
    {
      name: 'MrDAM landscape by points (K 1000)',
      sizes: SIZES.grid,
      amount,
      task: async (size) => {
        const landscape = await mrdam;
        return timed(() => landscape(size));
      },
    },
  ];
}

function pictureGrowths(): Growth[] {
  return [{ name: 'reading pictures by number (IDX)', sizes: SIZES.pictures, task: pictureReading }];
}

async function grown({ name, sizes, task, amount = (size) => size }: Growth, rounds: number): Promise<Row[]> {
  const tasks: Record<string, Task> = {};
  for (const size of sizes) tasks[size] = await task(size);
  const times = await timeTasks(tasks, rounds);
  const x = sizes.map(amount);
  const y = sizes.map((size) => times[size]?.median ?? NaN);
  const doublings = x.slice(1).map((_, i) => 2 ** (logLogSlope(x.slice(i, i + 2), y.slice(i, i + 2)) ?? NaN));
  const ends = [sizes[0], sizes.at(-1)].map((size) => formatCount(size ?? NaN)).join(' … ');
  return [
    row(`${name}: exponent`, logLogSlope(x, y), '', {
      target: { atMost: 1.1 },
      note: `${ends}: ${y.map(formatValue).join(', ')} ms`,
    }),
    row(`${name}: largest doubling`, Math.max(...doublings), 'times', { target: { atMost: 2.3 } }),
  ];
}
