import { descend } from '#engine/descent/descend';
import { makeDrdam } from '#engine/descent/drdam';
import type { Model } from '#engine/descent/model';
import { makeMrdam } from '#engine/descent/mrdam';
import type { Runtime } from '#engine/graphs/runtime';
import { sumFeatures } from '#engine/memories/sum-features';
import { ProjectionOnDevice } from '#engine/memories/projection-on-device';
import type { Projection } from '#engine/memories/projection';
import { Recording } from '#shared/recording';
import type { DescentSpec, EnergyForm, ModelName } from '#shared/setup';

/** A signal that is never aborted. */
export const never = new AbortController().signal;

export interface DescentInputs {
  readonly memories: Float32Array;
  readonly queries: Float32Array;
  readonly dim: number;
  readonly beta: number;
  /** DrDAM runs where there is a projection. */
  readonly projection?: Projection;
  readonly fixed?: Uint8Array;
  readonly epsilon?: number;
  readonly form?: EnergyForm;
}

/** Runs both models on a device and records every step. */
export async function recordDescent(
  runtime: Runtime,
  { memories, queries, dim, beta, projection, fixed, epsilon = 1e-5, form = 'log' }: DescentInputs,
  spec: DescentSpec,
): Promise<Recording> {
  const models: Model[] = [await makeMrdam(runtime, memories, dim, beta, form)];
  const onDevice = projection && (await ProjectionOnDevice.make(runtime, projection));
  if (onDevice) {
    const sum = await sumFeatures(runtime, onDevice, memories, dim, beta, never);
    models.push(await makeDrdam(runtime, onDevice, sum, { beta, epsilon, form }));
  }
  const names = models.map(({ name }) => name);
  const numQueries = queries.length / dim;
  const recording = new Recording({ models: names, numQueries, dim, steps: spec.steps });
  const states = { states: queries, clamped: fixed ?? new Uint8Array(queries.length), dim };
  for await (const batch of descend(runtime, models, states, spec, never)) {
    const scalars = [batch.count, batch.numQueries];
    recording.add(
      {
        model: batch.model,
        firstStep: batch.firstStep,
        firstQuery: batch.firstQuery,
        stateSteps: [...batch.stateSteps],
      },
      {
        energies: { data: batch.energies, shape: scalars },
        gradient_norms: { data: batch.gradientNorms, shape: scalars },
        states: { data: batch.states, shape: [batch.stateSteps.length, batch.numQueries, dim] },
      },
    );
  }
  for (const model of models) await model.dispose();
  await onDevice?.dispose();
  return recording;
}

/** The states of a recording [steps + 1, numQueries, dim], every step kept. */
export function allStates(recording: Recording, model: ModelName): number[] {
  const { steps, numQueries } = recording.shape;
  const states: number[] = [];
  for (let step = 0; step <= steps; step++) {
    for (let query = 0; query < numQueries; query++) {
      const found = recording.stateAt(model, query, step);
      if (found?.step !== step) throw new Error(`no state of step ${String(step)}`);
      states.push(...found.state);
    }
  }
  return states;
}

/** The last states of a recording, one for each query. */
export function lastStates(recording: Recording, model: ModelName): number[][] {
  const { steps, numQueries } = recording.shape;
  return Array.from({ length: numQueries }, (_, query) => {
    const found = recording.stateAt(model, query, steps);
    if (found?.step !== steps) throw new Error('the last state is missing');
    return Array.from(found.state);
  });
}

/** Uniform states in the box [0, 1/sqrt(dim)], from a small generator of the tests' own. */
export function boxStates(count: number, dim: number, seed: number): Float32Array {
  const next = mulberry(seed);
  return Float32Array.from({ length: count * dim }, () => next() / Math.sqrt(dim));
}

export function mulberry(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
