import type { DescentReport } from '#shared/api';
import type { EngineRole } from '#shared/host';
import type { Recording } from '#shared/recording';
import type { ModelName, ResumeSpec } from '#shared/setup';
import { encodeBase64 } from '#shared/base64';
import type { Job } from '../domain/settings/job';
import type { EngineCalls } from './engines';
import type { CallOptions } from './call-options';

/** Fills a recording until it is ended; `onStep` is called after every frame that came in, and told of the first. States that it would not keep are not sent. */
export function runDescent(
  engines: EngineCalls,
  job: Job & { resume?: ResumeSpec },
  recording: Recording,
  options: CallOptions,
  onStep: (isFirst: boolean) => void,
  role: EngineRole = 'descent',
): Promise<DescentReport> {
  const descent = { ...job.descent, keep: recording.stride };
  const params = { ...job, descent };
  let isFirst = true;
  return engines.call(role, 'descend', params, {
    ...options,
    onFrame: (meta, arrays) => {
      if (options.signal.aborted) return; // sent before the engine heard of the end
      recording.add(meta, arrays);
      onStep(isFirst);
      isFirst = false;
    },
  });
}

/** Where a recording can go on: the last step whose states all models have. Undefined when none has. */
export function resumeFrom(recording: Recording): ResumeSpec | undefined {
  const { models, numQueries, dim } = recording.shape;
  const step = recording.lastCompleteStep;
  if (step < 0) return undefined;
  const states: Partial<Record<ModelName, string>> = {};
  for (const model of models) {
    const all = new Float32Array(numQueries * dim);
    for (let q = 0; q < numQueries; q++) {
      const found = recording.stateAt(model, q, step);
      if (found) all.set(found.state, q * dim);
    }
    states[model] = encodeBase64(all);
  }
  return { step, states };
}
