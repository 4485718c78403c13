import type { Row } from '#shared/experiments';
import type { FeatureMap } from '#shared/setup';
import { isTrigonometric } from '#shared/setup';
import { phasesOf } from '../memories/feature-map';
import { exactMrdam, gradientDifferences } from './exact';
import { estimatesByFeatures } from './streamed-drdam';
import type { Experiment, ExperimentContext } from './experiment';
import { combinations, rowsCell } from './experiment';
import type { Letters } from './letters';
import { letters } from './letters';
import { PATTERN_EPSILON, patternColumns, patternRow } from './patterns';
import { linearFit, mean, standardError } from '../statistics';
import { drdamOperations } from './operations';

/** One feature map at one beta, as Figure 6 plots it. All maps of a seed share S. */
export interface MapSetting {
  readonly featureMap: FeatureMap;
  readonly beta: number;
  /** Y, ascending. */
  readonly features: readonly number[];
}

/** The operations of `measureMap`, which evaluates at every memory and every query. */
function mapOperations({ memories, queries, dim }: Letters, features: readonly number[]): number {
  return drdamOperations(
    (2 * memories.length + queries.length) / dim,
    Math.max(...features),
    dim,
    'gaussian',
  );
}

const mapColumns = {
  ...patternColumns,
  data: 'which rows are stored and used as queries',
  Y: 'number of random features (rows of S)',
  numbers_kept: 'numbers of T: Y for cos and exp, 2 Y for sincos and expexp',
  feature_map: 'feature map; all of a seed share S',
  epsilon: 'clip of the kernel sum before the logarithm; none for exp and expexp',
  seed: 'seed of rows, S and phases',
  queries: 'at memories, or at other rows of the same data',
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

/** Measures the errors of a feature map, and returns two rows for each Y: at memories, and at queries. */
export async function measureMap(
  context: ExperimentContext,
  { memories, queries, dim, data }: Letters,
  { featureMap, beta, features }: MapSetting,
): Promise<Row[]> {
  const { runtime, call, spec } = context;
  const { signal } = call;
  const { seed } = spec;
  const numMemories = memories.length / dim;
  const count = numMemories + queries.length / dim;
  const states = new Float32Array(count * dim);
  states.set(memories);
  states.set(queries, memories.length);
  const exact = await exactMrdam(memories, states, dim, beta, signal);

  const most = Math.max(...features);
  const about = { featureMap, seed, epsilon: PATTERN_EPSILON } as const;
  const phases = await phasesOf({ ...about, projection: 'gaussian', numFeatures: most }, most);
  const perRow = featureMap === 'sincos' || featureMap === 'expexp' ? 2 : 1;
  const places = [
    { place: 'at memories', range: [0, numMemories] },
    { place: 'at queries', range: [numMemories, count] },
  ] as const;
  const rows: Row[] = [];
  const blockSpec = { ...about, memories, dim, beta, phases };
  for await (const found of estimatesByFeatures(runtime, blockSpec, states, features, signal)) {
    const { numFeatures } = found;
    const { absolute, norms } = gradientDifferences(found.gradients, exact.gradients, dim);
    for (const { place, range } of places) {
      const of = (values: Float64Array) => values.subarray(...range);
      const wanted = of(exact.energies);
      const errors = of(found.energies).map((energy, q) => energy - (wanted[q] ?? NaN));
      const line = linearFit(wanted, of(found.energies));
      const inEnergy = errors.map(Math.abs);
      const numQueries = wanted.length;
      rows.push({
        ...patternRow(context, { dim, numMemories, numFeatures, beta, queries: place, numQueries }),
        data,
        numbers_kept: perRow * numFeatures,
        feature_map: featureMap,
        epsilon: isTrigonometric(featureMap) ? PATTERN_EPSILON : null,
        energy_mae: mean(inEnergy),
        energy_mae_se: standardError(inEnergy),
        energy_mae_offset: line && mean(errors.map((error) => Math.abs(error - line.a))),
        gradient_mae: mean(of(absolute)),
        gradient_mae_se: standardError(of(absolute)),
        gradient_l2: mean(of(norms)),
        gradient_l2_se: standardError(of(norms)),
        clipped: mean(found.clipped.subarray(...range)),
      });
    }
  }
  return rows;
}

const maps: readonly FeatureMap[] = ['sincos', 'cos', 'exp', 'expexp'];
const paperSetting = {
  betas: [1, 10, 30, 60],
  features: [4e4, 8e4, 16e4, 4e5, 8e5],
  numMemories: 500,
  numQueries: 400,
};
const quickSetting = { ...paperSetting, features: [5e3, 1e4, 2e4, 4e4, 8e4] };

/** The four feature maps on data whose inner products are positive. */
export const fig6: Experiment = {
  columns: mapColumns,
  async plan(context) {
    const { betas, features, ...numbers } = context.spec.quick ? quickSetting : paperSetting;
    const drawn = await letters(context, numbers);
    return {
      data: drawn.data,
      stamp: drawn.stamp,
      cells: combinations({ beta: betas, featureMap: maps }).map((choice) => {
        const setting = { ...choice, features };
        const key = `β ${String(choice.beta)}, ${choice.featureMap}`;
        return rowsCell(key, mapOperations(drawn, features), () => measureMap(context, drawn, setting));
      }),
    };
  },
};
