import type { DescentReport } from '#shared/api';
import type { EngineRole } from '#shared/host';
import type { Recording } from '#shared/recording';
import type { ModelName, ResumeSpec } from '#shared/setup';
import { encodeBase64 } from '#shared/base64';
import type { Job } from '../domain/settings/job';
import type { EngineCalls } from './engines';
import type { CallOptions } from './call-options';

/**
 * Runs a descent and adds its frames to a recording until it finishes or is cancelled. `onStep` is called after each
 * frame. The engine sends only states that the recording keeps.
 */
export function runDescent(
  engines: EngineCalls,
  job: Job & { resume?: ResumeSpec },
  recording: Recording,
  options: CallOptions,
  onStep: () => void,
  role: EngineRole = 'descent',
): Promise<DescentReport> {
  const descent = { ...job.descent, keep: recording.stride };
  const params = { ...job, descent };
  return engines.call(role, 'descend', params, {
    ...options,
    onFrame: (meta, arrays) => {
      if (options.signal.aborted) return; // the engine sent this frame before it received the cancel
      recording.add(meta, arrays);
      onStep();
    },
  });
}

/** Returns the last step at which all models have states, with these states, or undefined if there is none. */
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
