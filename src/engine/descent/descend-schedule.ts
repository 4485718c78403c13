import type { DescentReport } from '#shared/api';
import { scheduleSegments } from '#shared/beta-schedule';
import { freeCoordinates, pixelNoiseOf, reliabilitySettings } from '#shared/reliability';
import type { DescentSpec, ModelName, ModelSpec } from '#shared/setup';
import type { OpenModels } from '../energies/open-models';
import type { Runtime } from '../graphs/runtime';
import type { QueryStates } from '../memories/queries';
import { energyOutside } from '../memories/subspace';
import type { OutcomeTracker, ReportInputs } from './convergence';
import type { DescentBatch, DescentStart } from './descend';
import { descend } from './descend';
import type { DescentProblem } from './problem';

/** What a descent through a schedule takes besides its specification. */
export interface ScheduleOptions {
  readonly signal: AbortSignal;
  /** Where the descent begins; step 0 and the queries unless it is given. */
  readonly start?: DescentStart | undefined;
  /** Called with the models of every stage, before the queries descend in them. */
  readonly onOpen?: (models: OpenModels, beta: number) => Promise<void> | void;
}

/**
 * Opens the models and descends from the queries in them; with a schedule, stage after stage, each with its own T from
 * the same S. At a step that ends one stage and begins the next, the later batch has the energy that counts. Throws
 * `cancelled` on abort.
 */
export async function* descendSchedule(
  runtime: Runtime,
  spec: ModelSpec,
  { queries, open }: { readonly queries: QueryStates; readonly open: DescentProblem['open'] },
  descent: DescentSpec,
  { signal, start = { step: 0, states: {} }, onOpen }: ScheduleOptions,
): AsyncGenerator<DescentBatch> {
  let states = start.states;
  const seconds: Partial<Record<ModelName, number>> = {};
  for (const { beta, from, to } of scheduleSegments(spec, descent.steps, start.step)) {
    const models = await open({ ...spec, beta }, states.drdam ?? queries.states);
    try {
      await onOpen?.(models, beta);
      const lastStates: Partial<Record<ModelName, Float32Array>> = {};
      const secondsBefore = { ...seconds };
      // a state between two stages is sent once, and only where its step is kept
      const isWanted = (step: number) =>
        (step > from || from === start.step) &&
        (step === start.step || step === descent.steps || (descent.keep > 0 && step % descent.keep === 0));
      const batches = descend(
        runtime,
        models.onnx ? [...models.models, models.onnx] : models.models,
        queries,
        { ...descent, steps: to },
        signal,
        { step: from, states },
      );
      for await (const batch of batches) {
        const { model, firstQuery, numQueries } = batch;
        const width = queries.dim * numQueries;
        const reached = (lastStates[model] ??= Float32Array.from(states[model] ?? queries.states));
        if (batch.stateSteps.length > 0) {
          reached.set(batch.states.subarray(batch.states.length - width), firstQuery * queries.dim);
        }
        const total = (secondsBefore[model] ?? 0) + batch.seconds;
        seconds[model] = total;
        yield { ...withStatesOf(batch, isWanted, width), seconds: total };
      }
      states = lastStates;
    } finally {
      await models.dispose();
    }
  }
}

/** Returns how the queries ended in every model of `spec`. Cost: O(B K D). */
export async function outcomeReports(
  outcomes: readonly OutcomeTracker[],
  spec: ModelSpec,
  { subspace, parameters, shards }: Pick<OpenModels, 'subspace' | 'parameters' | 'shards'>,
  inputs: ReportInputs,
  signal: AbortSignal,
): Promise<DescentReport['models']> {
  const outside = subspace && ((state: Float32Array) => energyOutside(subspace, state));
  const reports: DescentReport['models'] = {};
  for (const outcome of outcomes) {
    const { model } = outcome;
    const inputsOfModel =
      model === 'drdam'
        ? {
            ...inputs,
            energyOutside: outside,
            pixelNoise: subspace ? null : largestNoise(shards, spec, inputs),
          }
        : inputs;
    reports[model] = {
      parameters: parameters[model] ?? 0,
      ...(await outcome.report(inputsOfModel, signal)),
    };
  }
  return reports;
}

/** Returns the largest predicted pixel noise of the queries; null where no law is known. */
function largestNoise(
  shards: OpenModels['shards'],
  spec: ModelSpec,
  { clamped, rows: { dim } }: ReportInputs,
): number | null {
  const laws = reliabilitySettings(spec);
  const free = Math.max(...freeCoordinates(clamped, dim));
  const noises = shards.map(({ effectiveMemories, numFeatures }) =>
    laws && effectiveMemories !== null
      ? pixelNoiseOf(effectiveMemories, free, { ...laws, numFeatures })
      : Infinity,
  );
  const noise = Math.max(...noises);
  return Number.isFinite(noise) ? noise : null;
}

/** Returns the batch with the states of the wanted steps alone, `width` numbers each. */
function withStatesOf(batch: DescentBatch, isWanted: (step: number) => boolean, width: number): DescentBatch {
  const stateSteps = batch.stateSteps.filter(isWanted);
  if (stateSteps.length === batch.stateSteps.length) return batch;
  const states = new Float32Array(stateSteps.length * width);
  stateSteps.forEach((step, i) => {
    const at = batch.stateSteps.indexOf(step) * width;
    states.set(batch.states.subarray(at, at + width), i * width);
  });
  return { ...batch, stateSteps, states };
}
