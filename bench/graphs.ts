import { makeDrdam } from '#engine/descent/drdam';
import { Trajectory } from '#engine/descent/trajectory';
import { Runtime } from '#engine/graphs/runtime';
import { drdamSimilarities } from '#engine/landscape/drdam';
import { ProjectionOnDevice } from '#engine/memories/features';
import type { Projection } from '#engine/memories/projection';
import { gaussian, structuredFrom } from '#engine/memories/projection';

const QUERIES = 4;
const ROUNDS = 15;

interface Contender {
  readonly name: string;
  readonly projection: Projection;
}

/** A structured projection of given factors with all signs 1: its time does not depend on them. */
function ofFactors(factors: readonly number[], numFeatures: number): Projection {
  const size = factors.reduce((a, b) => a * b, 1);
  const rows = Math.ceil(numFeatures / size) * size;
  const ones = () => new Float32Array(rows).fill(1);
  return structuredFrom(factors, numFeatures, [ones(), ones(), ones()], ones());
}

/** Steps of DrDAM by projection, then a landscape: medians, and ratios to the first of each group. */
export async function graphsBench(): Promise<void> {
  const runtime = await Runtime.start('cpu');
  const label = (factors: readonly number[]) => `structured ${factors.join(' x ')}`;
  const groups: [dim: number, numFeatures: number, factors: number[][], withDense: boolean][] = [
    [
      784,
      40_000,
      [
        [28, 28],
        [7, 8, 14],
      ],
      false,
    ],
    [
      3072,
      20_000,
      [
        [48, 64],
        [12, 16, 16],
      ],
      true,
    ],
    [
      4096,
      160_000,
      [
        [16, 16, 16],
        [64, 64],
      ],
      false,
    ],
    [
      12_288,
      180_000,
      [
        [16, 24, 32],
        [96, 128],
      ],
      false,
    ],
    [
      49_152,
      180_000,
      [
        [32, 32, 48],
        [192, 256],
      ],
      false,
    ],
  ];
  for (const [dim, numFeatures, factors, withDense] of groups) {
    console.log(`one DrDAM step, D ${String(dim)}, Y ${String(numFeatures)}, ${String(QUERIES)} queries`);
    const contenders: Contender[] = factors.map((f) => ({
      name: label(f),
      projection: ofFactors(f, numFeatures),
    }));
    if (withDense) contenders.push({ name: 'Gaussian matrix', projection: gaussian(dim, numFeatures, 0) });
    report(await raceSteps(runtime, contenders, dim));
  }
  console.log('DrDAM landscape, 256 x 256 points, Y 180 000');
  report([{ name: 'plane waves', milliseconds: await landscapeTime(runtime) }]);
  await runtime.dispose();
}

/** Round by round in turn, so that all contenders share whatever else the machine does. */
async function raceSteps(runtime: Runtime, contenders: readonly Contender[], dim: number) {
  const lanes = [];
  for (const { name, projection } of contenders) {
    const onDevice = await ProjectionOnDevice.make(runtime, projection);
    const sum = onesAndZeros(projection.numRows);
    const model = await makeDrdam(runtime, onDevice, sum, { beta: 1, epsilon: 1e-5 });
    const states = new Float32Array(QUERIES * dim).fill(1e-3);
    const free = new Float32Array(QUERIES * dim).fill(1);
    const trajectory = await Trajectory.start(runtime, model, states, free, dim, { stepSize: 0.1 });
    lanes.push({ name, trajectory, times: [] as number[] });
  }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { trajectory, times } of lanes) {
      const before = trajectory.milliseconds;
      await trajectory.look();
      if (round > 0) times.push(trajectory.milliseconds - before);
    }
  }
  return lanes.map(({ name, times }) => ({ name, milliseconds: median(times) }));
}

/** A T whose numbers do not matter. */
function onesAndZeros(numRows: number) {
  const sums = { t_amplitude: new Float32Array(numRows).fill(1), t_phase: new Float32Array(numRows) };
  return { family: 'sincos' as const, inputs: () => sums };
}

async function landscapeTime(runtime: Runtime): Promise<number> {
  const [dim, numFeatures, size] = [12_288, 180_000, 256];
  const onDevice = await ProjectionOnDevice.make(runtime, ofFactors([16, 24, 32], numFeatures));
  const { numRows } = onDevice.projection;
  const sum = onesAndZeros(numRows);
  const axis = (at: number) => Float64Array.from({ length: dim }, (_, i) => (i === at ? 1 : 0));
  const plane = { origin: new Float64Array(dim), axes: [axis(0), axis(1)] as const };
  const points = Float64Array.from({ length: size }, (_, i) => i / size - 0.5);
  const times: number[] = [];
  for (let round = 0; round <= 5; round++) {
    const begun = performance.now();
    const grid = { u: points, v: points };
    const never = new AbortController().signal;
    await drdamSimilarities(runtime, runtime, onDevice, sum, plane, grid, 60, never, () => undefined);
    if (round > 0) times.push(performance.now() - begun);
  }
  await onDevice.dispose();
  return median(times);
}

function report(results: readonly { name: string; milliseconds: number }[]): void {
  const first = results[0]?.milliseconds ?? NaN;
  for (const { name, milliseconds } of results) {
    const ratio = (milliseconds / first).toFixed(2);
    console.log(`  ${name.padEnd(26)}${milliseconds.toFixed(1).padStart(9)} ms   x ${ratio}`);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
