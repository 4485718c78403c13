import type { OwnReport } from '#shared/api';
import { EngineError, toEngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { ModelSpec } from '#shared/setup';
import { plural } from '#shared/units';
import type { Memories } from '../../memories/memory-set';
import type { StartHelper } from '../../process/helper';
import type { CallContext } from '#shared/rpc/server';
import { OnnxEnergy } from './onnx-energy';
import type { GradientCheck } from './gradient-check';
import { checkGradient, statesToCheck } from './gradient-check';

/** A person's own energy at one beta, ready to descend beside the models that are computed on a device. */
export interface OnnxModel {
  readonly name: 'own';
  readonly energy: OnnxEnergy;
  readonly beta: number;
  readonly queriesPerCall: number;
  readonly report: OwnReport;
  /** Takes what ended the energy in mid-descent, and says it once: its queries stop, the other models go on. */
  readonly onFailure: (thrown: unknown) => void;
  dispose(): Promise<void>;
}

/** Opens the energy of a spec, and says whether its gradient is one. `queries` are among the states that it is tried at. */
export async function openOnnxModel(
  startHelper: StartHelper,
  { own, beta }: Pick<ModelSpec, 'own' | 'beta'>,
  memories: Pick<Memories, 'states' | 'dim'>,
  queries: Float32Array,
  { signal, notice }: CallContext,
): Promise<OnnxModel> {
  if (!own) throw new EngineError('bad-request', 'There is no own energy to run.', 'Name its .onnx file.');
  const energy = await OnnxEnergy.open(startHelper, own.path, memories, signal);
  let check: GradientCheck;
  try {
    const states = statesToCheck(memories, queries);
    check = await checkGradient(energy, states, memories.states, beta, signal);
    for (const one of checkNotices(energy.name, check)) notice(one);
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

/** An own energy that failed where other models go on. */
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
      summary: `${name} gives an energy or a gradient that is not finite at ${plural(numNotFinite, 'state')} of those tried.`,
      tip: 'A query stops where that happens: add a small number before a logarithm or a division.',
    });
  }
  const id = 'own-gradient';
  if (relativeError === null) {
    notices.push({
      id,
      severity: 'info',
      summary: `The gradient of ${name} could not be checked: its energy is flat at the states tried.`,
    });
  } else if (agrees) {
    notices.push({
      id,
      severity: 'info',
      summary: `The gradient of ${name} is that of its energy: they differ by ${relativeError.toExponential(0)} of its length at ${plural(numStates, 'state')}.`,
    });
  } else {
    notices.push({
      id,
      severity: 'warning',
      summary: `The gradient of ${name} is not that of its energy: they differ by ${relativeError.toPrecision(2)} times its length.`,
      tip: 'Descent follows the gradient: look for a sign, a factor such as beta, or the order of rows.',
    });
  }
  return notices;
}
