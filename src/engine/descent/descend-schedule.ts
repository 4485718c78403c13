import type { DescentReport } from '#shared/api';
import type { DescentSpec, ModelName, ModelSpec } from '#shared/setup';
import { stagesOf } from '#shared/beta-schedule';
import type { DescentBatch, DescentStart } from './descend';
import { descend } from './descend';
import type { OutcomeTracker, ReportInputs } from './convergence';
import type { DescentProblem } from './problem';
import type { Runtime } from '../graphs/runtime';
import type { QueryStates } from '../memories/queries';
import { energyOutside } from '../memories/subspace';
import type { OpenModels } from '../energies/open-models';

/**
 * Builds the models and lets the queries fall in them; with a schedule, stage after stage, each with a T of its own
 * from the same S. At the seam of two stages the later one says the energy. `onBuilt` is told what was built.
 */
export async function* descendSchedule(
  runtime: Runtime,
  spec: ModelSpec,
  { queries, build }: { readonly queries: QueryStates; readonly build: DescentProblem['build'] },
  descent: DescentSpec,
  signal: AbortSignal,
  start: DescentStart = { step: 0, states: {} },
  onBuilt: (built: OpenModels, beta: number) => Promise<void> | void = () => undefined,
): AsyncGenerator<DescentBatch> {
  let states = start.states;
  const spent: Partial<Record<ModelName, number>> = {};
  for (const { beta, from, to } of stagesOf(spec, descent.steps, start.step)) {
    const falling = states.drdam ?? queries.states;
    const built = await build({ ...spec, beta }, falling);
    try {
      await onBuilt(built, beta);
      const last: Partial<Record<ModelName, Float32Array>> = {};
      const before = { ...spent };
      const stage = { ...descent, steps: to };
      // a seam's state is sent once, and only where it is one to keep
      const isWanted = (step: number) =>
        (step > from || from === start.step) &&
        (step === start.step || step === descent.steps || (descent.keep > 0 && step % descent.keep === 0));
      const models = built.own ? [...built.models, built.own] : built.models;
      for await (const batch of descend(runtime, models, queries, stage, signal, {
        step: from,
        states,
      })) {
        const { model, firstQuery, numQueries } = batch;
        const width = queries.dim * numQueries;
        const reached = (last[model] ??= Float32Array.from(states[model] ?? queries.states));
        if (batch.stateSteps.length > 0) {
          reached.set(batch.states.subarray(batch.states.length - width), firstQuery * queries.dim);
        }
        spent[model] = (before[model] ?? 0) + batch.seconds;
        yield { ...onlyStates(batch, isWanted, width), seconds: spent[model] };
      }
      states = last;
    } finally {
      await built.dispose();
    }
  }
}

/** How queries ended in every model. Cost: O(B K D). */
export async function outcomeReports(
  outcomes: readonly OutcomeTracker[],
  { subspace, parameters }: OpenModels,
  ground: ReportInputs,
  signal: AbortSignal,
): Promise<DescentReport['models']> {
  const outside = subspace && ((state: Float32Array) => energyOutside(subspace, state));
  const reports: DescentReport['models'] = {};
  for (const outcome of outcomes) {
    const { model } = outcome;
    const own = model === 'drdam' ? { ...ground, outside } : ground;
    reports[model] = { parameters: parameters[model] ?? 0, ...(await outcome.report(own, signal)) };
  }
  return reports;
}

/** The batch with the states of some steps alone, `width` numbers each. */
function onlyStates(batch: DescentBatch, isWanted: (step: number) => boolean, width: number): DescentBatch {
  const stateSteps = batch.stateSteps.filter(isWanted);
  if (stateSteps.length === batch.stateSteps.length) return batch;
  const states = new Float32Array(stateSteps.length * width);
  stateSteps.forEach((step, i) => {
    const at = batch.stateSteps.indexOf(step) * width;
    states.set(batch.states.subarray(at, at + width), i * width);
  });
  return { ...batch, stateSteps, states };
}
