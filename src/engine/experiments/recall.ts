import { invariant } from '#shared/errors';
import type { Corruption, DescentSpec, Fill, ModelName, ModelSpec } from '#shared/setup';
import type { ModelOutcome } from '../descent/convergence';
import { OutcomeTracker } from '../descent/convergence';
import { descendSchedule, outcomeReports } from '../descent/descend-schedule';
import type { OpenModels } from '../energies/open-models';
import { openModels } from '../energies/open-models';
import type { MemorySet } from '../memories/memory-set';
import type { QueryStates } from '../memories/queries';
import { makeQueries } from '../memories/queries';
import { rowsInMemory } from '../memories/row-source';
import type { ExperimentContext } from './experiment';
import { PICTURE_EPSILON } from './pictures';

/** How queries descended in one model. */
export interface RecallResult extends ModelOutcome {
  /** [steps + 1, B] */
  readonly energies: Float32Array;
  /** [B, dim]: the last state of every query. */
  readonly states: Float32Array;
}

/** The step rule and the number of steps; experiments keep no states on the way. */
export type RecallDescent = Omit<DescentSpec, 'keep'>;

/** Returns the model of the experiments on pictures, with some of DrDAM's settings changed. */
export function pictureModelSpec(
  { spec: { seed, device } }: ExperimentContext,
  drdam: Partial<ModelSpec['drdam']> = {},
): ModelSpec {
  return {
    models: ['mrdam', 'drdam'],
    beta: 60,
    device,
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

/** Returns the first `count` memories with the share of pixels at their bottom removed, the others fixed. */
export function occludedQueries(
  { states, dim, shape }: MemorySet,
  count: number,
  { share, fill = 'black', seed }: { share: number; fill?: Fill; seed: number },
): QueryStates {
  const corruptions: Corruption[] = [{ kind: 'side', side: 'bottom', fraction: share }];
  return makeQueries(states, dim, shape, { from: 'memories', count, corruptions, fill, clamp: true, seed });
}

/** Returns the queries [first, last). */
export function queryRange({ states, clamped, dim }: QueryStates, first: number, last: number): QueryStates {
  const range = [first * dim, last * dim] as const;
  return { states: states.slice(...range), clamped: clamped.slice(...range), dim };
}

/**
 * Descends from the queries in every model of `spec`, and returns the result of each model that ran: a model that was
 * not asked for has none.
 */
export async function recall(
  { engine, runtime, call }: ExperimentContext,
  spec: ModelSpec,
  memories: MemorySet,
  queries: QueryStates,
  rule: RecallDescent,
): Promise<Partial<Record<ModelName, RecallResult>>> {
  const { dim } = queries;
  const numQueries = queries.states.length / dim;
  const descent = { ...rule, keep: 0 };
  const runs = spec.models.map((model) => ({
    model,
    outcome: new OutcomeTracker(model, numQueries, dim, spec, descent),
    energies: new Float32Array((rule.steps + 1) * numQueries),
  }));
  let lastStage: OpenModels | undefined;
  const open = (stage: ModelSpec, at: Float32Array) => openModels(engine, runtime, stage, memories, at, call);
  const batches = descendSchedule(runtime, spec, { queries, open }, descent, {
    signal: call.signal,
    onOpen: (models) => {
      lastStage = models;
    },
  });
  for await (const batch of batches) {
    for (const { model, outcome, energies } of runs) {
      outcome.add(batch); // a query that diverged is part of the outcome: an experiment counts it and goes on
      if (batch.model !== model) continue;
      const { firstStep, count, firstQuery } = batch;
      for (let i = 0; i < count; i++) {
        const row = batch.energies.subarray(i * batch.numQueries, (i + 1) * batch.numQueries);
        energies.set(row, (firstStep + i) * numQueries + firstQuery);
      }
    }
  }
  invariant(lastStage, 'a descent has a stage');
  const reports = await outcomeReports(
    runs.map(({ outcome }) => outcome),
    spec,
    lastStage,
    {
      rows: rowsInMemory(memories.states, dim),
      memories: memories.states,
      clamped: queries.clamped,
      origins: null,
    },
    call.signal,
  );
  const results: Partial<Record<ModelName, RecallResult>> = {};
  for (const { model, outcome, energies } of runs) {
    const report = reports[model];
    invariant(report, 'every model that ran has a report');
    results[model] = { ...report, energies, states: outcome.states };
  }
  return results;
}

/** Descends from the queries in one model. */
export async function recallIn(
  context: ExperimentContext,
  model: ModelName,
  spec: ModelSpec,
  memories: MemorySet,
  queries: QueryStates,
  rule: RecallDescent,
): Promise<RecallResult> {
  const { [model]: result } = await recall(context, { ...spec, models: [model] }, memories, queries, rule);
  invariant(result, 'the model that ran has a result');
  return result;
}

/** Descends from the queries in MrDAM and in DrDAM. */
export async function recallInBoth(
  context: ExperimentContext,
  spec: ModelSpec,
  memories: MemorySet,
  queries: QueryStates,
  rule: RecallDescent,
): Promise<{ mrdam: RecallResult; drdam: RecallResult }> {
  const both: ModelSpec = { ...spec, models: ['mrdam', 'drdam'] };
  const { mrdam, drdam } = await recall(context, both, memories, queries, rule);
  invariant(mrdam && drdam, 'both models ran');
  return { mrdam, drdam };
}

/** Returns the Euclidean distance between two states, which is the RMS difference of pixels where they are pictures. */
export function rmsDifference(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? NaN)) ** 2, 0));
}
