import { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import type { DrdamSpec } from '#shared/setup';
import { readNpy } from '../files/state-files';
import { Random, Stream } from './random';

/**
 * Returns the phases b [Y] of the Cos map: those of the phase file, or else 0 with a projection file, or else
 * uniform draws by the seed. Returns undefined for other maps, which have no phases.
 * @throws EngineError `bad-input` if the phase file has the wrong shape or a value that is not finite.
 */
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
      `Save them with the shape [${String(numFeatures)}].`,
    );
  }
  if (!phases.every(Number.isFinite)) {
    throw new EngineError(
      'bad-input',
      `The phases contain a value that is not finite (${path}).`,
      'Replace that value.',
    );
  }
  return phases;
}

/** Returns the warnings about a feature map, from its error at memories [K, dim]. Cost: O(K D). */
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
  if (error <= MAX_KERNEL_ERROR) return [];
  const size = error > 100 ? 'more than 100' : error.toPrecision(2);
  return [
    {
      id: 'positive-map-out-of-range',
      severity: 'warning',
      summary: `The ${featureMap === 'exp' ? 'Exp' : 'ExpExp'} map's kernel estimate at the memories is off by ${size} times its value, so its energies differ from those of MrDAM.`,
      tip: 'Use sincos, a smaller β, or more features.',
    },
  ];
}

/** A positive map is of little use if the relative error of its kernel is above this. */
const MAX_KERNEL_ERROR = 0.3;

/**
 * Returns the standard deviation of the estimate of k(xi, xi) = 1, averaged over memories [K, dim]. Its
 * variance is (exp(beta |2 xi|^2) - 1) / Y for Exp, and (cosh(beta |2 xi|^2) - 1) / Y for ExpExp. It may be
 * infinite in float64.
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
