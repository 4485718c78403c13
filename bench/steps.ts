import { makeDrdam } from '#engine/descent/drdam';
import { makeMrdam } from '#engine/descent/mrdam';
import type { Model } from '#engine/descent/model';
import { DeviceTrajectory } from '#engine/descent/trajectory';
import type { Runtime } from '#engine/graphs/runtime';
import { ProjectionOnDevice } from '#engine/memories/projection-on-device';
import type { Projection } from '#engine/memories/projection';
import { Random, Stream } from '#engine/memories/random';
import type { Task } from './timing';
import { afterWarmUp } from './timing';

/** The time of one step, as a descent takes it. On the CPU: constants there are plain memory, with nothing to dispose. */

/** A signal that is never aborted. */
export const never = new AbortController().signal;

/** The paper's Figure 1: pictures of 64 x 64 in colour, and as many features. */
export const paper = { dim: 12_288, numFeatures: 180_000, numQueries: 4, beta: 60 } as const;

/** Drawn numbers are repeated after so many: a prime, so that no two rows are alike. */
const DRAWN = 1_000_003;

/** States [count, dim] in the box of pictures. */
export function someStates(count: number, dim: number, seed: number): Float32Array {
  const random = new Random(seed, Stream.patterns);
  const states = new Float32Array(count * dim);
  const drawn = Math.min(DRAWN, states.length);
  for (let i = 0; i < drawn; i++) states[i] = random.uniform() / Math.sqrt(dim);
  for (let at = drawn; at < states.length; at += drawn)
    states.copyWithin(at, 0, Math.min(drawn, states.length - at));
  return states;
}

/** T whose numbers do not matter, but that no query is clipped at. */
export function someMemory(numRows: number) {
  const sums = { t_amplitude: new Float32Array(numRows).fill(1), t_phase: new Float32Array(numRows) };
  return { family: 'sincos' as const, inputs: () => sums };
}

export async function drdamStep(
  runtime: Runtime,
  projection: Projection,
  dim: number,
  numQueries: number,
): Promise<Task> {
  const onDevice = await ProjectionOnDevice.make(runtime, projection);
  const model = await makeDrdam(runtime, onDevice, someMemory(projection.numRows), {
    beta: 1,
    epsilon: 1e-5,
  });
  return stepOf(runtime, model, dim, numQueries);
}

export async function mrdamStep(
  runtime: Runtime,
  memories: Float32Array,
  dim: number,
  numQueries: number,
): Promise<Task> {
  return stepOf(runtime, await makeMrdam(runtime, memories, dim, paper.beta), dim, numQueries);
}

/** MrDAM's multiply-adds: each query meets every memory for its weight, and again for the mean. */
export function mrdamProducts(numMemories: number, dim: number, numQueries: number): number {
  return 2 * numQueries * numMemories * dim;
}

/** As many queries in a call as a descent takes, and as many steps. */
async function stepOf(runtime: Runtime, model: Model, dim: number, numQueries: number): Promise<Task> {
  const trajectories: DeviceTrajectory[] = [];
  const numCalls = Math.ceil(numQueries / model.queriesPerCall);
  for (let call = 0; call < numCalls; call++) {
    const count =
      Math.floor(((call + 1) * numQueries) / numCalls) - Math.floor((call * numQueries) / numCalls);
    const states = new Float32Array(count * dim).fill(1e-3);
    const free = new Float32Array(count * dim).fill(1);
    trajectories.push(await DeviceTrajectory.start(runtime, model, states, free, dim, { stepSize: 0.1 }));
  }
  return afterWarmUp(async () => {
    let sum = 0;
    for (const trajectory of trajectories) {
      const { milliseconds, step } = trajectory;
      await trajectory.advance(Infinity, () => false);
      sum += (trajectory.milliseconds - milliseconds) / (trajectory.step - step);
    }
    return sum;
  });
}
