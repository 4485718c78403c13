import { Runtime } from '#engine/graphs/runtime';
import type { Projection } from '#engine/memories/projection';
import { denseProjection, structuredProjectionFrom } from '#engine/memories/projection';
import { formatCount } from '#shared/units';
import type { Task } from './timing';
import { timeTasks } from './timing';
import type { Row } from './rows';
import { row } from './rows';
import type { BenchOptions } from './section';
import { drdamStep, paper, someStates } from './steps';

interface Group {
  readonly dim: number;
  readonly numFeatures: number;
  /** The first is the one that the others are held against. */
  readonly factors: readonly (readonly number[])[];
  readonly withMatrix?: boolean;
}

const GROUPS: readonly Group[] = [
  {
    dim: 784,
    numFeatures: 40_000,
    factors: [
      [28, 28],
      [7, 8, 14],
    ],
  },
  {
    dim: 3072,
    numFeatures: 20_000,
    factors: [
      [12, 16, 16],
      [48, 64],
    ],
    withMatrix: true,
  },
  {
    dim: 2048,
    numFeatures: 60_000,
    factors: [
      [8, 16, 16],
      [32, 64],
    ],
  },
  {
    dim: 4096,
    numFeatures: 160_000,
    factors: [
      [16, 16, 16],
      [64, 64],
    ],
  },
  {
    dim: 12_288,
    numFeatures: 180_000,
    factors: [
      [16, 24, 32],
      [96, 128],
    ],
  },
  {
    dim: 49_152,
    numFeatures: 180_000,
    factors: [
      [32, 32, 48],
      [192, 256],
    ],
  },
];

/** Steps of DrDAM by projection: medians, and ratios to the first of each group. */
export async function graphsBench({ quick, seed }: BenchOptions): Promise<Row[]> {
  const runtime = await Runtime.start('cpu');
  const rows: Row[] = [];
  for (const group of GROUPS) rows.push(...(await stepsOf(runtime, group, seed, quick ? 7 : 15)));
  await runtime.dispose();
  return rows;
}

async function stepsOf(runtime: Runtime, group: Group, seed: number, rounds: number): Promise<Row[]> {
  const { dim, numFeatures } = group;
  const projections = new Map(
    group.factors.map((sizes) => [sizes.join(' x '), ofFactors(sizes, numFeatures)]),
  );
  if (group.withMatrix) {
    projections.set(
      'Gaussian matrix',
      denseProjection(someStates(numFeatures, dim, seed), numFeatures, dim, 'gaussian'),
    );
  }
  const tasks: Record<string, Task> = {};
  for (const [name, projection] of projections) {
    tasks[name] = await drdamStep(runtime, projection, dim, paper.numQueries);
  }
  const times = Object.entries(await timeTasks(tasks, rounds));
  const first = times[0]?.[1].median ?? NaN;
  return times.map(([name, { median }]) =>
    row(`D ${formatCount(dim)}, Y ${formatCount(numFeatures)}, B 4: ${name}`, median, 'ms', {
      note: `x ${(median / first).toFixed(2)}`,
    }),
  );
}

/** A structured projection of given factors with all signs 1: its time does not depend on them. */
function ofFactors(factors: readonly number[], numFeatures: number): Projection {
  const size = factors.reduce((a, b) => a * b, 1);
  const rows = Math.ceil(numFeatures / size) * size;
  const ones = () => new Float32Array(rows).fill(1);
  return structuredProjectionFrom(factors, numFeatures, [ones(), ones(), ones()], ones());
}
