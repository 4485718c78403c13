import type { Row } from '#shared/experiments';
import type { PredictedErrors } from '#shared/error-prediction';
import { MEAN_ABSOLUTE_NORMAL, memoryPairs, predictErrors, withFeatures } from '#shared/error-prediction';
import { squaredDistances } from '#shared/reliability';
import { yieldToEventLoop } from '../cooperative-yield';
import type { ExactEvaluation } from './exact';
import { exactMrdam, gradientDifferences } from './exact';
import { boundsAt, c1OfPairs } from './bounds';
import type { Experiment, ExperimentContext } from './experiment';
import { combinations, rowsCell } from './experiment';
import { estimatesByFeatures } from './streamed-drdam';
import type { QueryKind } from './patterns';
import { PATTERN_EPSILON, patternColumns, patternRow, QUERY_KINDS, randomProblem } from './patterns';
import { finiteOrNull, logLogSlope, mean, median, standardError } from '../statistics';
import { drdamOperations } from './operations';

/** One comparison of DrDAM's energy and gradient with MrDAM's at random bit patterns, as Figures 3 and 5 plot it. */
export interface ErrorSetting {
  readonly dim: number;
  readonly numMemories: number;
  readonly beta: number;
  /** Y, ascending. */
  readonly features: readonly number[];
  /** Queries of each kind. */
  readonly numQueries: number;
}

/** The operations of `measureErrors`: evaluations on the device, drawing S, and the predictions in float64. */
function errorOperations({ dim, numMemories, features, numQueries }: ErrorSetting): number {
  const most = Math.max(...features);
  const passes = drdamOperations(numMemories + 3 * numQueries, most, dim, 'gaussian');
  return passes + most * dim * DRAW + 3 * numQueries * numMemories ** 2 * PAIR;
}

/** The operations of drawing a normal number, and of a pair of memories in a prediction. */
const [DRAW, PAIR] = [300, 60];

const errorColumns = {
  ...patternColumns,
  energy_mae: 'mean of |E DrDAM - E MrDAM|',
  energy_mae_se: 'its standard error over queries',
  energy_mae_predicted: 'the same from the noise laws, before anything is computed',
  gradient_mae: 'mean over queries and coordinates of |dE DrDAM - dE MrDAM|',
  gradient_mae_se: 'its standard error over queries',
  gradient_mae_predicted: 'the same from the noise laws',
  gradient_l2: 'mean over queries of the Euclidean norm of the gradient difference',
  gradient_l2_se: 'its standard error over queries',
  gradient_l2_median: 'median over queries of that norm (at low SNR the mean is that of a few)',
  gradient_l2_predicted: 'root mean square from the noise laws',
  snr: 'median over queries of the kernel sum over the standard deviation of its estimate',
  clipped: 'share of queries with a kernel sum at or below epsilon',
  energy_slope: 'exponent of energy_mae in Y, fitted over the Y of this setting',
  gradient_slope: 'exponent of gradient_mae in Y, fitted likewise',
  energy_guess: 'random guess: mean of |E MrDAM at a memory - E DrDAM at a random query|',
  gradient_guess: 'the same for the coordinates of the gradient',
  c1: 'the constant of the theorem: largest |k - k^| sqrt(Y/D) of all pairs, by Hoeffding, at odds of 1 in 1000',
  energy_bound: 'mean over queries of the bound of the energy error',
  gradient_l2_bound:
    'mean over queries of the theorem bound of one step at unit step size: with r = K C1 e^(beta E) sqrt(D/Y), 2 r / (1 - r); nothing where r reaches 1 at any of them and no bound is left',
  bound_use:
    'largest share of its bound that any query uses, of energy and gradient: above 1 would violate it',
} as const;

/** Measures the errors, and returns one row for each Y and kind of query. */
export async function measureErrors(
  context: ExperimentContext,
  { dim, numMemories, beta, features, numQueries }: ErrorSetting,
): Promise<Row[]> {
  const { runtime, spec, call } = context;
  const { signal } = call;
  const { memories, queries: states } = randomProblem({ dim, numMemories, numQueries }, spec.seed);
  const exact = await exactMrdam(memories, states, dim, beta, signal);
  const pairs = memoryPairs(squaredDistances(memories, memories, dim), dim, beta);
  const distances = squaredDistances(states, memories, dim);
  const c1 = c1OfPairs(3 * numQueries * numMemories * features.length, dim);
  const of = (values: Float64Array, kind: QueryKind, width = 1) => {
    const from = QUERY_KINDS.indexOf(kind) * numQueries * width;
    return values.subarray(from, from + numQueries * width);
  };

  const noise: PredictedErrors[] = [];
  for (let q = 0; q < 3 * numQueries; q++) {
    await yieldToEventLoop(signal);
    const toMemories = distances.subarray(q * numMemories, (q + 1) * numMemories);
    noise.push(predictErrors(toMemories, pairs, dim, beta));
  }

  const rows: Row[] = [];
  const blockSpec = {
    memories,
    dim,
    beta,
    seed: spec.seed,
    featureMap: 'sincos',
    epsilon: PATTERN_EPSILON,
  } as const;
  for await (const found of estimatesByFeatures(runtime, blockSpec, states, features, signal)) {
    const { numFeatures } = found;
    const guess = guessOf(exact, found, numQueries, dim);
    for (const [kind, queries] of QUERY_KINDS.entries()) {
      const first = kind * numQueries;
      const energyErrors = of(found.energies, queries).map((energy, q) =>
        Math.abs(energy - (of(exact.energies, queries)[q] ?? NaN)),
      );
      const gradientErrors = gradientDifferences(
        of(found.gradients, queries, dim),
        of(exact.gradients, queries, dim),
        dim,
      );
      const predicted = noise.slice(first, first + numQueries).map((one) => withFeatures(one, numFeatures));
      const bounds = Array.from(of(exact.energies, queries), (energy) =>
        boundsAt(energy, { dim, numMemories, beta, numFeatures, c1, epsilon: PATTERN_EPSILON }),
      );
      rows.push({
        ...patternRow(context, { dim, numMemories, numFeatures, beta, queries, numQueries }),
        energy_mae: mean(energyErrors),
        energy_mae_se: standardError(energyErrors),
        energy_mae_predicted: MEAN_ABSOLUTE_NORMAL * mean(predicted.map(({ energy }) => energy)),
        gradient_mae: mean(gradientErrors.absolute),
        gradient_mae_se: standardError(gradientErrors.absolute),
        gradient_mae_predicted:
          (MEAN_ABSOLUTE_NORMAL * mean(predicted.map(({ gradient }) => gradient))) / Math.sqrt(dim),
        gradient_l2: mean(gradientErrors.norms),
        gradient_l2_se: standardError(gradientErrors.norms),
        gradient_l2_median: median(gradientErrors.norms),
        gradient_l2_predicted: Math.sqrt(mean(predicted.map(({ gradient }) => gradient ** 2))),
        snr: median(predicted.map(({ signalToNoise }) => signalToNoise)),
        clipped: mean(found.clipped.subarray(first, first + numQueries)),
        energy_guess: guess.energy,
        gradient_guess: guess.gradient,
        c1,
        energy_bound: mean(bounds.map(({ energy }) => energy)),
        gradient_l2_bound: finiteOrNull(mean(bounds.map(({ gradient }) => gradient))),
        bound_use: Math.max(
          ...bounds.map(({ energy }, q) => (energyErrors[q] ?? NaN) / energy),
          ...bounds.map(({ gradient }, q) => (gradientErrors.norms[q] ?? NaN) / gradient),
        ),
      });
    }
  }
  return withSlopes(rows);
}

/** Returns the mean errors of a guess that takes the value at a random query for that at a memory. */
function guessOf(exact: ExactEvaluation, found: ExactEvaluation, numQueries: number, dim: number) {
  const random = QUERY_KINDS.indexOf('random') * numQueries;
  const pairs = { energy: new Float64Array(numQueries), gradient: new Float64Array(numQueries * dim) };
  return {
    energy: mean(
      pairs.energy.map((_, q) => Math.abs((exact.energies[q] ?? NaN) - (found.energies[random + q] ?? NaN))),
    ),
    gradient: mean(
      pairs.gradient.map((_, i) =>
        Math.abs((exact.gradients[i] ?? NaN) - (found.gradients[random * dim + i] ?? NaN)),
      ),
    ),
  };
}

/** Adds the exponents of the errors in Y, which are the same in all rows of a kind of query. */
function withSlopes(rows: readonly Row[]): Row[] {
  return rows.map((row) => {
    const same = rows.filter(({ queries }) => queries === row.queries);
    const slope = (column: 'energy_mae' | 'gradient_mae') =>
      logLogSlope(
        same.map(({ Y }) => Number(Y)),
        same.map((one) => Number(one[column])),
      );
    return { ...row, energy_slope: slope('energy_mae'), gradient_slope: slope('gradient_mae') };
  });
}

/** The paper's settings of Figure 3, and of Figure 4A. */
export const paperPatterns = {
  dims: [30, 100, 500],
  betas: [10, 30, 40, 50],
  features: [5e3, 4e4, 8e4, 12e4, 16e4, 2e5, 3e5, 4e5, 5e5],
  numMemories: 500,
  numQueries: 500,
};
const quickPatterns = {
  ...paperPatterns,
  dims: [30, 100, 300],
  betas: [10, 30, 50],
  features: [5e3, 1e4, 2e4, 4e4, 8e4],
  numQueries: 100,
};

/** Error of energy and gradient against Y, beta and D, at, near and far from the memories. */
export const fig3: Experiment = {
  columns: errorColumns,
  plan(context) {
    const { dims, betas, features, numMemories, numQueries } = context.spec.quick
      ? quickPatterns
      : paperPatterns;
    return Promise.resolve({
      data: `${String(numMemories)} random bit patterns, seed ${String(context.spec.seed)}`,
      cells: combinations({ dim: dims, beta: betas }).map(({ dim, beta }) => {
        const setting = { dim, beta, features, numMemories, numQueries };
        const key = `D ${String(dim)}, β ${String(beta)}`;
        return rowsCell(key, errorOperations(setting), () => measureErrors(context, setting));
      }),
    });
  },
};

const paperCounts = {
  dims: [30, 100, 1000],
  betas: [10, 30, 40, 50],
  counts: [50, 100, 200, 400, 650, 1000],
  features: 2e5,
};
const quickCounts = { dims: [30, 100], betas: [10, 30, 50], counts: [50, 100, 200, 400], features: 4e4 };
const NUM_QUERIES = 50;

/** Error of energy and gradient against the number of memories. */
export const fig5: Experiment = {
  columns: errorColumns,
  plan(context) {
    const { dims, betas, counts, features } = context.spec.quick ? quickCounts : paperCounts;
    return Promise.resolve({
      data: `random bit patterns, seed ${String(context.spec.seed)}`,
      cells: combinations({ dim: dims, beta: betas, numMemories: counts }).map((choice) => {
        const setting = { ...choice, features: [features], numQueries: NUM_QUERIES };
        const key = `D ${String(choice.dim)}, β ${String(choice.beta)}, K ${String(choice.numMemories)}`;
        return rowsCell(key, errorOperations(setting), () => measureErrors(context, setting));
      }),
    });
  },
};
