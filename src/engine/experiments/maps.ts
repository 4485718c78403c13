import type { Row } from '#shared/experiments';
import type { FeatureMap } from '#shared/setup';
import { isTrigonometric } from '#shared/setup';
import { phasesOf } from '../memories/feature-map';
import { differences } from './differences';
import { estimates } from './estimates';
import { exactMrdam } from './exact';
import type { Lab } from './experiment';
import type { Letters } from './letters';
import { lineThrough, mean, standardError } from './statistics';
import { drdamWork } from './work';

/** What Figure 6 plots: one feature map at one beta. All maps of a seed share S. */
export interface MapSetting {
  readonly featureMap: FeatureMap;
  readonly beta: number;
  /** Y, ascending. */
  readonly features: readonly number[];
}

/** Of `measureMap`, which looks at every memory and every query. */
export function mapsWork({ memories, queries, dim }: Letters, features: readonly number[]): number {
  return drdamWork((2 * memories.length + queries.length) / dim, Math.max(...features), dim, 'gaussian');
}

const EPSILON = 1e-5;

export const mapColumns = {
  data: 'which rows are stored and asked for',
  D: 'dimension',
  K: 'number of memories',
  Y: 'number of random features (rows of S)',
  numbers_kept: 'numbers of T: Y for cos and exp, 2 Y for sincos and expexp',
  beta: 'inverse temperature',
  feature_map: 'feature map; all of a seed share S',
  projection: 'how S is drawn',
  epsilon: 'clip of the kernel sum before the logarithm; none for exp and expexp',
  seed: 'seed of rows, S and phases',
  quick: 'true for the small settings',
  queries: 'at memories, or at other rows of the same data',
  n: 'number of queries of that kind',
  energy_mae: 'mean of |E DrDAM - E MrDAM|',
  energy_mae_se: 'its standard error over queries',
  energy_mae_offset:
    'the same as the paper has it: less the intercept of a straight line fitted to E DrDAM over E MrDAM, which may enlarge it',
  gradient_mae: 'mean over queries and coordinates of |dE DrDAM - dE MrDAM|',
  gradient_mae_se: 'its standard error over queries',
  gradient_l2: 'mean over queries of the Euclidean norm of the gradient difference',
  gradient_l2_se: 'its standard error over queries',
  clipped: 'share of queries with a kernel sum at or below epsilon',
} as const;

/** Two rows for each Y: at memories, and at queries. */
export async function measureMap(
  { runtime, spec: { seed, quick }, scope: { signal } }: Lab,
  { memories, queries, dim, data }: Letters,
  { featureMap, beta, features }: MapSetting,
): Promise<Row[]> {
  const numMemories = memories.length / dim;
  const count = numMemories + queries.length / dim;
  const states = new Float32Array(count * dim);
  states.set(memories);
  states.set(queries, memories.length);
  const exact = await exactMrdam(memories, states, dim, beta, signal);
  const epsilon = isTrigonometric(featureMap) ? EPSILON : null;
  const projection = 'gaussian';
  const most = Math.max(...features);
  const phases = await phasesOf({ featureMap, projection, numFeatures: most, epsilon: EPSILON, seed }, most);
  const rowsSpec = { memories, dim, beta, seed, featureMap, epsilon: EPSILON, phases };

  const rows: Row[] = [];
  for await (const found of estimates(runtime, rowsSpec, states, features, signal)) {
    const { absolute, norms } = differences(found.gradients, exact.gradients, dim);
    const places = { 'at memories': [0, numMemories], 'at queries': [numMemories, count] } as const;
    for (const [place, range] of Object.entries(places)) {
      const [energies, wanted] = [found.energies.subarray(...range), exact.energies.subarray(...range)];
      const errors = energies.map((energy, q) => energy - (wanted[q] ?? NaN));
      const offset = lineThrough(wanted, energies)?.a ?? null;
      const inEnergy = errors.map(Math.abs);
      const [coordinates, lengths] = [absolute.subarray(...range), norms.subarray(...range)];
      rows.push({
        data,
        D: dim,
        K: numMemories,
        Y: found.numFeatures,
        numbers_kept:
          featureMap === 'sincos' || featureMap === 'expexp' ? 2 * found.numFeatures : found.numFeatures,
        beta,
        feature_map: featureMap,
        projection,
        epsilon,
        seed,
        quick,
        queries: place,
        n: range[1] - range[0],
        energy_mae: mean(inEnergy),
        energy_mae_se: standardError(inEnergy),
        energy_mae_offset: offset === null ? null : mean(errors.map((error) => Math.abs(error - offset))),
        gradient_mae: mean(coordinates),
        gradient_mae_se: standardError(coordinates),
        gradient_l2: mean(lengths),
        gradient_l2_se: standardError(lengths),
        clipped: mean(found.clipped.subarray(...range)),
      });
    }
  }
  return rows;
}
