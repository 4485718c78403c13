import { EngineError, invariant } from '#shared/errors';
import type { Handlers, MethodContext } from '#shared/rpc/server';
import type { DescentSpec, ResumeSpec } from '#shared/setup';
import { ModelName } from '#shared/setup';
import type { Reliability } from '#shared/reliability';
import { KIB } from '#shared/units';
import { float32FromBase64 } from '#shared/base64';
import type { DescentBatch, DescentStart } from '../descent/descend';
import { OutcomeTracker } from '../descent/convergence';
import { descendSchedule, outcomeReports } from '../descent/descend-schedule';
import { prepareProblem } from '../descent/problem';
import type { QueryStates } from '../memories/queries';
import type { OpenModels } from '../energies/open-models';
import {
  measureReliability,
  mergingNotice,
  mrdamEndSums,
  reliabilityNotice,
  predictReliability,
} from '../reliability-report';
import type { EngineContext } from '../engine-context';

/** Handles `descend`: descends every query in every model, sends the steps and reports the outcome. */
export function descendMethod(engine: EngineContext): Handlers['descend'] {
  return async ({ setup, model: spec, descent, resume }, context) => {
    const begun = performance.now();
    // start both together, because either may be slow; the store caches the memories
    const [{ device, runtime }] = await Promise.all([
      engine.runtimes.open(spec.device, context.signal),
      engine.memories.load(setup.memories, context),
    ]);
    const problem = await prepareProblem(engine, runtime, setup, spec, context);
    const { queries } = problem;
    const merging = resume ? null : mergingNotice(spec.beta, problem.separatingBeta);
    if (merging) context.notice(merging);
    const start = resume && startOf(resume, queries, descent);
    const numQueries = queries.states.length / queries.dim;
    const outcomes = spec.models.map(
      (name) => new OutcomeTracker(name, numQueries, queries.dim, spec, descent),
    );
    let built: OpenModels | undefined;
    let reliability: Reliability | null = null;
    let numbersInT = 0;
    let setupSeconds: number | undefined;
    const endSums = spec.models.includes('drdam')
      ? await mrdamEndSums(problem, spec, descent, context.signal)
      : [];
    const onBuilt = async (opened: OpenModels, beta: number) => {
      built = opened;
      numbersInT += opened.parameters.drdam ?? 0;
      const ofStage = await predictReliability(
        opened,
        runtime,
        { ...spec, beta },
        problem,
        endSums,
        context.signal,
      );
      // the noise at the queries belongs to the first stage, the noise of recalled memories to the last
      reliability = reliability && ofStage ? { ...reliability, pixelNoise: ofStage.pixelNoise } : ofStage;
      if (setupSeconds !== undefined) return;
      if (reliability && !start) context.notice(reliabilityNotice(reliability, beta));
      setupSeconds = (performance.now() - begun) / 1e3;
    };
    const batches = descendSchedule(runtime, spec, problem, descent, {
      signal: context.signal,
      start,
      onOpen: onBuilt,
    });
    for await (const batch of batches) {
      for (const outcome of outcomes) outcome.add(batch).forEach(context.notice);
      const done = Math.min(batch.firstStep + batch.count, descent.steps);
      context.progress({ stage: 'Descending', done, total: Math.max(1, descent.steps), unit: 'steps' });
      await send(context, batch, queries.dim);
    }
    invariant(built && setupSeconds !== undefined, 'a descent has a stage');
    const parameters = { ...built.parameters, drdam: numbersInT + built.basisNumbers };
    const models = await outcomeReports(outcomes, spec, { ...built, parameters }, problem, context.signal);
    return {
      device,
      projection: built.projection?.report ?? null,
      models,
      trust: reliability,
      measured: measureReliability(outcomes, models, queries.dim, start === undefined),
      ...(built.onnx && { own: built.onnx.report }),
      setupSeconds,
    };
  };
}

/** Decodes and checks the states that an interrupted run resumes from. */
function startOf(resume: ResumeSpec, { states, dim }: QueryStates, { steps }: DescentSpec): DescentStart {
  const decoded: Partial<Record<ModelName, Float32Array>> = {};
  for (const model of ModelName.options) {
    const base64 = resume.states[model];
    if (base64 === undefined) continue;
    const floats = float32FromBase64(base64);
    if (floats.length !== states.length) {
      throw new EngineError(
        'bad-request',
        `The states to resume ${model} from belong to ${String(floats.length / dim)} queries, but the setup has ${String(states.length / dim)}.`,
        'Run from the start.',
      );
    }
    invariant(floats.every(Number.isFinite), 'a recording holds finite states');
    decoded[model] = floats;
  }
  if (resume.step > steps) {
    throw new EngineError(
      'bad-request',
      `The run ends at step ${String(steps)}, so it cannot resume from step ${String(resume.step)}.`,
      'Run from the start.',
    );
  }
  return { step: resume.step, states: decoded };
}

/** The target size of a frame of states. Between two frames the reader can do other work. */
const FRAME_BYTES = 512 * KIB;

async function send(context: MethodContext<'descend'>, batch: DescentBatch, dim: number): Promise<void> {
  const { model, firstStep, firstQuery, stateSteps, count, numQueries, energies, gradientNorms } = batch;
  const width = numQueries * dim;
  const perFrame = Math.max(1, Math.floor(FRAME_BYTES / (width * Float32Array.BYTES_PER_ELEMENT)));
  for (let from = 0; from < count; from += perFrame) {
    const to = Math.min(from + perFrame, count);
    const scalars = (data: Float32Array) => ({
      data: data.subarray(from * numQueries, to * numQueries),
      shape: [to - from, numQueries],
    });
    // each state comes with the energy of the state before it; only the very first comes with its own
    const isInFrame = (step: number) => step <= firstStep + to && (step > firstStep + from || from === 0);
    const first = Math.max(0, stateSteps.findIndex(isInFrame));
    const steps = stateSteps.filter(isInFrame);
    await context.send(
      { model, firstStep: firstStep + from, firstQuery, stateSteps: steps },
      {
        energies: scalars(energies),
        gradient_norms: scalars(gradientNorms),
        states: {
          data: batch.states.subarray(first * width, (first + steps.length) * width),
          shape: [steps.length, numQueries, dim],
        },
      },
    );
  }
}
