import type { DescentReport } from '#shared/api';
import { invariant } from '#shared/errors';
import type { Corruption, DescentSpec, Fill, ModelName, ModelSpec } from '#shared/setup';
import { OutcomeTracker } from '../descent/convergence';
import { descendSchedule, outcomeReports } from '../descent/descend-schedule';
import type { QueryStates } from '../memories/queries';
import { makeQueries } from '../memories/queries';
import { rowsInMemory } from '../memories/row-source';
import type { Memories } from '../memories/memory-set';
import type { OpenModels } from '../energies/open-models';
import { openModels } from '../energies/open-models';
import type { ExperimentContext } from './experiment';
import { PICTURE_EPSILON } from './picture-columns';

type ModelOutcome = NonNullable<DescentReport['models'][ModelName]>;

/** How queries fell in one model. */
export interface RecallResult extends ModelOutcome {
  /** [steps + 1, B] */
  readonly energies: Float32Array;
  /** [B, dim], the last ones. */
  readonly states: Float32Array;
}

/** The defaults of experiments; each changes what it must. */
export function modelOf(
  context: ExperimentContext,
  drdam: Partial<ModelSpec['drdam']>,
  rest: Partial<ModelSpec> = {},
): ModelSpec {
  const { seed, device } = context.spec;
  return {
    models: ['mrdam', 'drdam'],
    beta: 60,
    device,
    ...rest,
    drdam: {
      numFeatures: 180_000,
      featureMap: 'sincos',
      projection: 'auto',
      epsilon: PICTURE_EPSILON,
      seed,
      ...drdam,
    },
  };
}

/** The first `count` memories with the lower part gone, the rest held. */
export function occluded(
  { states, dim, shape }: Memories,
  count: number,
  { share, fill = 'black', seed }: { share: number; fill?: Fill; seed: number },
): QueryStates {
  const corruptions: Corruption[] = [{ kind: 'side', side: 'bottom', fraction: share }];
  return makeQueries(states, dim, shape, { from: 'memories', count, corruptions, fill, clamp: true, seed });
}

/** The queries [first, last). */
export function rowsOf({ states, clamped, dim }: QueryStates, first: number, last: number): QueryStates {
  const range = [first * dim, last * dim] as const;
  return { states: states.slice(...range), clamped: clamped.slice(...range), dim };
}

/** Lets queries fall, in every model asked for, and keeps their energies and last states. */
export async function recall(
  { engine, runtime, call }: ExperimentContext,
  spec: ModelSpec,
  memories: Memories,
  queries: QueryStates,
  rule: Omit<DescentSpec, 'keep'>,
): Promise<Record<ModelName, RecallResult>> {
  const { dim } = queries;
  const numQueries = queries.states.length / dim;
  const descent = { ...rule, keep: 0 };
  const kept = spec.models.map((model) => ({
    model,
    outcome: new OutcomeTracker(model, numQueries, dim, spec, descent),
    energies: new Float32Array((rule.steps + 1) * numQueries),
  }));
  let built: OpenModels | undefined;
  const build = (one: ModelSpec, at: Float32Array) => openModels(engine, runtime, one, memories, at, call);
  const where = { queries, build };
  const batches = descendSchedule(runtime, spec, where, descent, call.signal, undefined, (now) => {
    built = now;
  });
  for await (const batch of batches) {
    for (const { model, outcome, energies } of kept) {
      outcome.take(batch); // what diverged is in the outcome: an experiment counts it and goes on
      if (batch.model !== model) continue;
      const { firstStep, count, firstQuery } = batch;
      for (let i = 0; i < count; i++) {
        const row = batch.energies.subarray(i * batch.numQueries, (i + 1) * batch.numQueries);
        energies.set(row, (firstStep + i) * numQueries + firstQuery);
      }
    }
  }
  invariant(built, 'a descent has a stage');
  const outcomes = kept.map(({ outcome }) => outcome);
  const ground = {
    rows: rowsInMemory(memories.states, dim),
    memories: memories.states,
    clamped: queries.clamped,
    origins: null,
  };
  const reports = await outcomeReports(outcomes, built, ground, call.signal);
  const recalled: Partial<Record<ModelName, RecallResult>> = {};
  for (const { model, outcome, energies } of kept) {
    const report = reports[model];
    if (report) recalled[model] = { ...report, energies, states: outcome.states };
  }
  const { mrdam, drdam } = recalled;
  invariant(mrdam ?? drdam, 'a model was asked for');
  return { mrdam: mrdam ?? drdam, drdam: drdam ?? mrdam } as Record<ModelName, RecallResult>;
}

/** Root mean square difference of two states: of pixels, where they are pictures. */
export function rms(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? NaN)) ** 2, 0));
}
