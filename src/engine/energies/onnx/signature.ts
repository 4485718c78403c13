import { EngineError } from '#shared/errors';
import type { TensorInfo } from '../../graphs/runtime';

/** What an energy is given and what it gives: the shapes as people read them, and as they are for these memories. */
const WANTED =
  'An energy takes x [B, D] and, if it likes, memories [K, D] and beta [], and gives energy [B] or [B, 1] and gradient [B, D], all float32 with B free (docs/own-energy.md).';

interface Wanted {
  readonly isRequired: boolean;
  /** Where a graph does not say an output's shape, what it gives is still to be checked. */
  readonly mayBeUnsaid?: boolean;
  /** Each dimension as it must be: a number, or a letter for one that must be free. */
  readonly shapes: readonly (readonly (number | string)[])[];
}

/** Refuses a graph whose inputs and outputs are not an energy's of `numMemories` memories of `dim` numbers. */
export function checkSignature(
  name: string,
  { inputs, outputs }: { readonly inputs: readonly TensorInfo[]; readonly outputs: readonly TensorInfo[] },
  numMemories: number,
  dim: number,
): void {
  const takes: Record<string, Wanted> = {
    x: { isRequired: true, shapes: [['B', dim]] },
    memories: { isRequired: false, shapes: [[numMemories, dim]] },
    beta: { isRequired: false, shapes: [[]] },
  };
  const gives: Record<string, Wanted> = {
    energy: { isRequired: true, mayBeUnsaid: true, shapes: [['B'], ['B', 1]] },
    gradient: { isRequired: true, mayBeUnsaid: true, shapes: [['B', dim]] },
  };
  const problem = problemWith('input', inputs, takes) ?? problemWith('output', outputs, gives);
  if (problem === undefined) return;
  const found = `inputs ${listed(inputs)}; outputs ${listed(outputs)}`;
  throw new EngineError('bad-input', `${name} is no energy: ${problem}. It has: ${found}.`, WANTED);
}

function problemWith(
  kind: 'input' | 'output',
  found: readonly TensorInfo[],
  wanted: Readonly<Record<string, Wanted>>,
): string | undefined {
  for (const info of found) {
    const one = Object.hasOwn(wanted, info.name) ? wanted[info.name] : undefined;
    if (!one) return `its ${kind} ${info.name} is not one of ${Object.keys(wanted).join(', ')}`;
    if (info.type !== 'float32') return `its ${kind} ${info.name} is ${info.type}, not float32`;
    const isUnsaid = one.mayBeUnsaid === true && info.shape.length === 0;
    if (!isUnsaid && !one.shapes.some((shape) => fits(info.shape, shape))) {
      const shapes = one.shapes.map((shape) => `[${shape.join(', ')}]`).join(' or ');
      return `its ${kind} ${info.name} is [${info.shape.join(', ')}], not ${shapes}`;
    }
  }
  const missing = Object.entries(wanted).find(
    ([name, { isRequired }]) => isRequired && !found.some((info) => info.name === name),
  );
  return missing && `it has no ${kind} ${missing[0]}`;
}

/** A dimension that a graph leaves open fits any number; one that must stay open fits no number. */
function fits(found: TensorInfo['shape'], wanted: readonly (number | string)[]): boolean {
  return (
    found.length === wanted.length && found.every((size, i) => typeof size === 'string' || size === wanted[i])
  );
}

function listed(tensors: readonly TensorInfo[]): string {
  return tensors.map(({ name, type, shape }) => `${name} ${type} [${shape.join(', ')}]`).join(', ') || 'none';
}
