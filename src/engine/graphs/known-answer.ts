import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EngineError } from '#shared/errors';
import { makeDrdam } from '../descent/drdam';
import { DeviceTrajectory } from '../descent/trajectory';
import { sumFeatures } from '../memories/sum-features';
import { ProjectionOnDevice } from '../memories/projection-on-device';
import { structuredProjection, structuredProjectionFrom } from '../memories/projection';
import { modelsFolder } from '../root';
import type { Runtime } from './runtime';

const Row = z.array(z.number());
const Rows = z.array(Row);
const KnownAnswer = z.object({
  numFeatures: z.int(),
  blocks: z.int(),
  factors: z.array(z.int()),
  beta: z.number(),
  alpha: z.number(),
  epsilon: z.number(),
  signs: Rows,
  norms: Row,
  memories: Rows,
  queries: Rows,
  free: Rows,
  energies: Row,
  states: Rows,
});

/** The largest error in the known answer that is accepted. */
const TOLERANCE = 1e-5;

/**
 * Sums features and takes one DrDAM step on numbers whose result is known (models/known-answer.json).
 *
 * @throws EngineError where the device's result differs from it.
 */
export async function checkKnownAnswer(runtime: Runtime): Promise<void> {
  const known = KnownAnswer.parse(
    JSON.parse(await readFile(join(modelsFolder, 'known-answer.json'), 'utf8')),
  );
  const dim = known.queries[0]?.length ?? 0;
  const projection = structuredProjectionFrom(
    known.factors,
    known.numFeatures,
    known.signs.map((row) => Float32Array.from(row)),
    Float32Array.from(known.norms),
  );
  const onDevice = await ProjectionOnDevice.make(runtime, projection);
  const never = new AbortController().signal;
  const memory = await sumFeatures(runtime, onDevice, flat(known.memories), dim, known.beta, never);
  const model = await makeDrdam(runtime, onDevice, memory, known);
  const trajectory = await DeviceTrajectory.start(
    runtime,
    model,
    flat(known.queries),
    flat(known.free),
    dim,
    {
      stepSize: known.alpha,
    },
  );
  const { energies, states } = await trajectory.advance(1, () => true);
  await trajectory.dispose();
  await model.dispose();
  await onDevice.dispose();
  const error = Math.max(
    largestDifference(energies, known.energies),
    largestDifference(states, known.states.flat()),
  );
  if (!(error <= TOLERANCE)) {
    throw new EngineError(
      'no-device',
      `it computes wrong numbers (off by ${error.toExponential(1)} in a known answer)`,
    );
  }
}

/** The size of the step by which devices are compared. */
const TIMED = { dim: 3072, numFeatures: 20_000, queries: 4, budgetMs: 500 };

/** Returns the milliseconds of one DrDAM step, the median of as many as fit in half a second. */
export async function timeStep(runtime: Runtime): Promise<number> {
  const projection = structuredProjection(TIMED.dim, TIMED.numFeatures, 0);
  const onDevice = await ProjectionOnDevice.make(runtime, projection);
  const ones = {
    t_amplitude: new Float32Array(projection.numRows).fill(1),
    t_phase: new Float32Array(projection.numRows),
  };
  const memory = { family: 'sincos' as const, inputs: () => ones };
  const model = await makeDrdam(runtime, onDevice, memory, { beta: 1, epsilon: 1e-5 });
  const size = TIMED.queries * TIMED.dim;
  const queries = new Float32Array(size).fill(1e-3);
  const free = new Float32Array(size).fill(1);
  const trajectory = await DeviceTrajectory.start(runtime, model, queries, free, TIMED.dim, {
    stepSize: 0.1,
  });
  const times: number[] = [];
  while (trajectory.milliseconds < TIMED.budgetMs) {
    const before = trajectory.milliseconds;
    await trajectory.evaluate();
    times.push(trajectory.milliseconds - before);
  }
  await trajectory.dispose();
  await model.dispose();
  await onDevice.dispose();
  // the first includes compilation, so that it counts only where there is no other
  const counted = times.length > 1 ? times.slice(1) : times;
  return counted.sort((a, b) => a - b)[Math.floor(counted.length / 2)] ?? NaN;
}

function flat(rows: readonly (readonly number[])[]): Float32Array {
  return Float32Array.from(rows.flat());
}

function largestDifference(found: Float32Array, expected: readonly number[]): number {
  // written so that NaN is the largest
  return expected.reduce((worst, value, i) => {
    const difference = Math.abs((found[i] ?? NaN) - value);
    return difference <= worst ? worst : difference;
  }, 0);
}
