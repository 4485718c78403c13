import { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { DrdamSpec } from '#shared/setup';
import { readNpy } from '../files/state-files';
import { Random, Stream } from './random';

/** The phases b [Y] of the Cos map: the file's, else 0 beside a projection file, else uniform by seed. No other map depends on them. */
export async function phasesOf(
  { featureMap, phaseFile, projectionFile, seed }: DrdamSpec,
  numFeatures: number,
): Promise<Float32Array | undefined> {
  if (featureMap !== 'cos') return undefined;
  if (phaseFile !== undefined) return phasesFrom(phaseFile, numFeatures);
  if (projectionFile !== undefined) return new Float32Array(numFeatures);
  const random = new Random(seed, Stream.phase);
  return Float32Array.from({ length: numFeatures }, () => 2 * Math.PI * random.uniform());
}

async function phasesFrom(path: string, numFeatures: number): Promise<Float32Array> {
  const { data, shape } = await readNpy(path);
  const phases = Float32Array.from(data);
  if (phases.length !== numFeatures || shape.some((size) => size !== 1 && size !== numFeatures)) {
    throw new EngineError(
      'bad-input',
      `The phases have shape [${shape.join(', ')}], but there are ${String(numFeatures)} features (${path}).`,
      `Their shape must be [${String(numFeatures)}].`,
    );
  }
  if (!phases.every(Number.isFinite)) {
    throw new EngineError('bad-input', `The phases hold a value that is not finite (${path}).`);
  }
  return phases;
}

/** Returns the warnings about a feature map, estimated at memories [K, dim]. */
export function featureMapNotices(
  { featureMap, phaseFile, projectionFile }: DrdamSpec,
  memories: Float32Array,
  dim: number,
  beta: number,
  numFeatures: number,
): Notice[] {
  if (featureMap === 'cos' && projectionFile !== undefined && phaseFile === undefined) {
    return [
      {
        id: 'cos-without-phases',
        severity: 'warning',
        summary: 'With all phases 0 the Cos map is biased: it estimates k(x − y) + k(x + y).',
        tip: 'Give random phases with --phase-file, or use sincos, which does not depend on them.',
      },
    ];
  }
  if (featureMap !== 'exp' && featureMap !== 'expexp') return [];
  const error = positiveMapError(featureMap, memories, dim, beta, numFeatures);
  if (error <= MOST_USEFUL_ERROR) return [];
  const size = error > 100 ? 'more than 100' : error.toPrecision(2);
  return [
    {
      id: 'positive-map-out-of-range',
      severity: 'warning',
      summary: `Here the ${featureMap === 'exp' ? 'Exp' : 'ExpExp'} map misses its own kernel at the memories by ${size} times its value: energies are not those of MrDAM.`,
      tip: 'Use sincos, a smaller β, or more features.',
    },
  ];
}

/** Relative error of the kernel from which on a positive map says little. */
const MOST_USEFUL_ERROR = 0.3;

/**
 * The standard deviation of the estimated k(xi, xi) = 1, in the mean over memories: for Exp its variance is
 * (exp(beta |2 xi|^2) - 1) / Y, for ExpExp (cosh(beta |2 xi|^2) - 1) / Y. Infinite where it leaves float64.
 */
function positiveMapError(
  map: 'exp' | 'expexp',
  memories: Float32Array,
  dim: number,
  beta: number,
  numFeatures: number,
): number {
  const count = memories.length / dim;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const square = memories.subarray(k * dim, (k + 1) * dim).reduce((total, x) => total + x * x, 0);
    const growth = map === 'exp' ? Math.exp(4 * beta * square) : Math.cosh(4 * beta * square);
    sum += Math.sqrt((growth - 1) / numFeatures);
  }
  return sum / count;
}
