import type { OnnxEnergyReport } from '#shared/api';
import { EngineError, toEngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { ModelSpec } from '#shared/setup';
import { plural } from '#shared/units';
import type { MemorySet } from '../../memories/memory-set';
import type { StartHelper } from '../../process/helper';
import type { CallContext } from '#shared/rpc/server';
import { OnnxEnergy } from './onnx-energy';
import type { GradientCheck } from './gradient-check';
import { checkGradient, statesToCheck } from './gradient-check';

/** A custom energy at one beta, which runs next to the models on the device. */
export interface OnnxModel {
  readonly name: 'own';
  readonly energy: OnnxEnergy;
  readonly beta: number;
  readonly queriesPerCall: number;
  readonly report: OnnxEnergyReport;
  /** Reports, once, that the energy failed during a descent: its queries stop, the other models go on. */
  readonly onFailure: (thrown: unknown) => void;
  dispose(): Promise<void>;
}

/**
 * Opens the energy of a spec and checks its gradient, at the first of `queries` [B, dim] among other states. A notice says
 * how they agree. The caller disposes the model.
 *
 * @throws EngineError where the spec names no energy, or the file is refused.
 */
export async function openOnnxModel(
  startHelper: StartHelper,
  { own, beta }: Pick<ModelSpec, 'own' | 'beta'>,
  memories: Pick<MemorySet, 'states' | 'dim'>,
  queries: Float32Array,
  { signal, notice }: CallContext,
): Promise<OnnxModel> {
  if (!own) throw new EngineError('bad-request', 'No energy file is given.', 'Choose an .onnx file.');
  const energy = await OnnxEnergy.open(startHelper, own.path, memories, signal);
  let check: GradientCheck;
  try {
    const states = statesToCheck(memories, queries);
    check = await checkGradient(energy, states, memories.states, beta, signal);
    checkNotices(energy.name, check).forEach(notice);
  } catch (thrown) {
    energy.close();
    throw thrown;
  }
  let hasFailed = false;
  return {
    name: 'own',
    energy,
    beta,
    queriesPerCall: energy.statesPerCall,
    report: { sha256: energy.sha256, gradientError: check.relativeError },
    onFailure: (thrown) => {
      if (!hasFailed) notice(failureNotice(thrown));
      hasFailed = true;
    },
    dispose: () => {
      energy.close();
      return Promise.resolve();
    },
  };
}

/** Returns the notice of an energy that failed while other models go on. */
export function failureNotice(thrown: unknown): Notice {
  const { message, next } = toEngineError(thrown);
  return { id: 'own-energy', severity: 'warning', summary: message, ...(next && { tip: next }) };
}

function checkNotices(
  name: string,
  { relativeError, agrees, numStates, numNotFinite }: GradientCheck,
): Notice[] {
  const notices: Notice[] = [];
  if (numNotFinite > 0) {
    notices.push({
      id: 'own-not-finite',
      severity: 'warning',
      summary: `${name} returns an energy or a gradient that is not finite at ${plural(numNotFinite, 'state')} of those tried.`,
      tip: 'Queries stop at such states: add a small number before a logarithm or a division.',
    });
  }
  const id = 'own-gradient';
  if (relativeError === null) {
    notices.push({
      id,
      severity: 'info',
      summary: `The gradient of ${name} could not be checked: its energy is flat at the states that were tried.`,
    });
  } else if (agrees) {
    notices.push({
      id,
      severity: 'info',
      summary: `The gradient of ${name} matches its energy: it is off by ${relativeError.toExponential(0)} of its length at ${plural(numStates, 'state')}.`,
    });
  } else {
    notices.push({
      id,
      severity: 'warning',
      summary: `The gradient of ${name} does not match its energy: it is off by ${relativeError.toPrecision(2)} times its length.`,
      tip: 'Descent follows the gradient: check its sign, factors such as beta, and the order of rows.',
    });
  }
  return notices;
}
