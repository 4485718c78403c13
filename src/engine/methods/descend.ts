import { EngineError, invariant } from '#shared/errors';
import type { Handlers, MethodContext } from '#shared/rpc/server';
import type { DescentSpec, ResumeSpec } from '#shared/setup';
import type { Reliability } from '#shared/reliability';
import { KIB } from '#shared/units';
import { float32FromBase64 } from '#shared/base64';
import type { DescentBatch, DescentStart } from '../descent/descend';
import { OutcomeTracker } from '../descent/convergence';
import { descendSchedule, outcomeReports } from '../descent/descend-schedule';
import { prepareProblem } from '../descent/problem';
import type { QueryStates } from '../memories/queries';
import type { OpenModels } from '../energies/open-models';
import { measureReliability, reliabilityNotice, predictReliability } from '../reliability-report';
import type { EngineContext } from '../engine-context';

/** Handles `descend`: descends every query in every model, sends the steps and reports the outcome. */
export function descendMethod(engine: EngineContext): Handlers['descend'] {
  return async ({ setup, model: spec, descent, resume }, context) => {
    const begun = performance.now();
    // at the same time, because both may take a while; the store keeps the memories
    const [{ device, runtime }] = await Promise.all([
      engine.runtimes.open(spec.device, context.signal),
      engine.memories.load(setup.memories, context),
    ]);
    const problem = await prepareProblem(engine, runtime, setup, spec, context);
    const { queries, separatingBeta } = problem;
    const start = resume && startOf(resume, queries, descent);
    const numQueries = queries.states.length / queries.dim;
    const outcomes = spec.models.map(
      (name) => new OutcomeTracker(name, numQueries, queries.dim, spec, descent),
    );
    let built: OpenModels | undefined;
    let trust: Reliability | null = null;
    let numbersInT = 0;
    let setupSeconds: number | undefined;
    const onBuilt = async (now: OpenModels, beta: number) => {
      built = now;
      numbersInT += now.parameters.drdam ?? 0;
      const ofStage = await predictReliability(
        now,
        runtime,
        { ...spec, beta },
        separatingBeta,
        queries,
        context.signal,
      );
      // queries start in the first stage, and memories are recalled in the last
      trust = trust && ofStage ? { ...trust, pixelNoise: ofStage.pixelNoise } : ofStage;
      if (setupSeconds !== undefined) return;
      if (trust && !start) context.notice(reliabilityNotice(trust, beta));
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
    const models = await outcomeReports(outcomes, { ...built, parameters }, problem, context.signal);
    return {
      device,
      projection: built.projection?.report ?? null,
      models,
      trust,
      measured: measureReliability(outcomes, models, queries.dim, start === undefined),
      ...(built.onnx && { own: built.onnx.report }),
      setupSeconds,
    };
  };
}

/** Decodes and checks the states that an interrupted run resumes from. */
function startOf(resume: ResumeSpec, { states, dim }: QueryStates, { steps }: DescentSpec): DescentStart {
  const decoded = Object.entries(resume.states).map(([model, base64]) => {
    const floats = float32FromBase64(base64);
    if (floats.length !== states.length) {
      throw new EngineError(
        'bad-request',
        `The states to go on from hold ${String(floats.length / dim)} queries of ${model}, the setup ${String(states.length / dim)}.`,
        'Run from the start.',
      );
    }
    invariant(floats.every(Number.isFinite), 'a recording holds finite states');
    return [model, floats];
  });
  if (resume.step > steps) throw new EngineError('bad-request', 'The run had ended at that step.');
  return { step: resume.step, states: Object.fromEntries(decoded) as DescentStart['states'] };
}

/** The size that frames of states aim for: between two of them the reader can do something else. */
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
    // a step's state comes with the energy of the state before it; the first one of all with its own
    const isHere = (step: number) => step <= firstStep + to && (step > firstStep + from || from === 0);
    const first = Math.max(0, stateSteps.findIndex(isHere));
    const kept = stateSteps.filter(isHere);
    await context.send(
      { model, firstStep: firstStep + from, firstQuery, stateSteps: kept },
      {
        energies: scalars(energies),
        gradient_norms: scalars(gradientNorms),
        states: {
          data: batch.states.subarray(first * width, (first + kept.length) * width),
          shape: [kept.length, numQueries, dim],
        },
      },
    );
  }
}
