import type { DescentSpec, ModelName } from '#shared/setup';
import type { Runtime } from '../graphs/runtime';
import type { QueryStates } from '../memories/queries';
import type { OnnxModel } from '../energies/onnx/onnx-model';
import { OnnxTrajectory } from '../energies/onnx/onnx-trajectory';
import { yieldToEventLoop } from '../cooperative-yield';
import type { Model } from './model';
import type { Steps, Trajectory, WantsStates } from './trajectory';
import { DeviceTrajectory } from './trajectory';

/** Consecutive steps of one group of queries in one model. */
export interface DescentBatch extends Steps {
  readonly model: ModelName;
  readonly firstQuery: number;
  readonly numQueries: number;
  /** The kept steps whose states [stateSteps.length, numQueries, dim] are in `states`. */
  readonly stateSteps: readonly number[];
  /** The time that the model has spent in calls so far, all groups together. */
  readonly seconds: number;
}

/** Where a descent begins: at step 0 and the queries, or where an earlier descent ended. */
export interface DescentStart {
  readonly step: number;
  /** Each model's states [queries, dim]. */
  readonly states: Readonly<Partial<Record<ModelName, Float32Array>>>;
}

interface QueryGroup {
  readonly model: Model | OnnxModel;
  readonly firstQuery: number;
  readonly queries: Float32Array;
  readonly trajectory: Trajectory;
}

/**
 * Descends from every query in every model. The group of queries that is behind takes the next call, so that all models
 * advance together. Between two calls it yields to other work; the iterator's consumer sets the pace. Throws `cancelled`
 * on abort.
 */
export async function* descend(
  runtime: Runtime,
  models: readonly (Model | OnnxModel)[],
  { states, clamped, dim }: QueryStates,
  { stepSize, maxStep, steps, keep }: DescentSpec,
  signal: AbortSignal,
  start: DescentStart = { step: 0, states: {} },
): AsyncGenerator<DescentBatch> {
  const keeps = (step: number) => step === start.step || step === steps || (keep > 0 && step % keep === 0);
  const wantsStates: WantsStates = (firstStep, count) => {
    for (let step = firstStep + 1; step <= firstStep + count; step++) if (keeps(step)) return true;
    return false;
  };
  const rule = { stepSize, ...(maxStep !== undefined && { maxStep }) };
  const all: QueryGroup[] = [];
  try {
    for (const model of models) {
      for (const [from, to] of groupsOf(model, states.length / dim)) {
        const queries = (start.states[model.name] ?? states).subarray(from * dim, to * dim);
        const free = Float32Array.from(clamped.subarray(from * dim, to * dim), (isFixed) => 1 - isFixed);
        const trajectory =
          'energy' in model
            ? new OnnxTrajectory(model, queries, free, rule, signal, start.step)
            : await DeviceTrajectory.start(runtime, model, queries, free, dim, rule, start.step);
        all.push({ model, firstQuery: from, queries, trajectory });
      }
    }
    const running = [...all];
    while (running.length > 0) {
      await yieldToEventLoop(signal);
      const group = running.reduce((a, b) => (b.trajectory.step < a.trajectory.step ? b : a));
      const { model, trajectory, firstQuery, queries } = group;
      const left = steps - trajectory.step;
      const taken = left > 0 ? await trajectory.advance(left, wantsStates) : await trajectory.evaluate();
      if (left === 0) running.splice(running.indexOf(group), 1);
      yield {
        ...taken,
        ...keptStates(taken, queries, start.step, keeps),
        model: model.name,
        firstQuery,
        numQueries: queries.length / dim,
        seconds: secondsOf(all, model.name),
      };
    }
  } finally {
    for (const { trajectory } of all) await trajectory.dispose();
  }
}

/** Cuts a model's queries into ranges [from, to) of neighbours, as equal as possible and no longer than a call allows. */
function groupsOf(
  { queries, queriesPerCall }: Pick<Model, 'queries' | 'queriesPerCall'>,
  numQueries: number,
): [number, number][] {
  return rangesOf(queries ?? Array.from({ length: numQueries }, (_, q) => q)).flatMap(([from, to]) => {
    const number = Math.ceil((to - from) / queriesPerCall);
    const edge = (i: number) => from + Math.floor((i * (to - from)) / number);
    return Array.from({ length: number }, (_, i): [number, number] => [edge(i), edge(i + 1)]);
  });
}

/** Returns the ranges [from, to) that make up ascending numbers. */
function rangesOf(numbers: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number) last[1]++;
    else ranges.push([number, number + 1]);
  }
  return ranges;
}

/** Returns the states of kept steps, and with the first batch those where the descent began. */
function keptStates(
  { firstStep, count, states }: Steps,
  queries: Float32Array,
  startStep: number,
  keeps: (step: number) => boolean,
): Pick<DescentBatch, 'stateSteps' | 'states'> {
  const stateSteps = firstStep === startStep ? [startStep] : [];
  const parts = firstStep === startStep ? [queries] : [];
  if (states.length > 0) {
    for (let i = 0; i < count; i++) {
      const step = firstStep + i + 1;
      if (!keeps(step)) continue;
      stateSteps.push(step);
      parts.push(states.subarray(i * queries.length, (i + 1) * queries.length));
    }
  }
  const kept = new Float32Array(parts.length * queries.length);
  parts.forEach((part, i) => {
    kept.set(part, i * queries.length);
  });
  return { stateSteps, states: kept };
}

function secondsOf(groups: readonly QueryGroup[], name: ModelName): number {
  return groups.reduce(
    (sum, { model, trajectory }) => sum + (model.name === name ? trajectory.milliseconds / 1e3 : 0),
    0,
  );
}
