import { memoryPairs, predictErrors } from '#shared/error-prediction';
import { squaredDistances } from '#shared/reliability';
import { makeDrdam } from '../descent/drdam';
import { evaluate } from '../descent/evaluate';
import { sumFeatures } from '../memories/sum-features';
import { ProjectionOnDevice } from '../memories/projection-on-device';
import type { Projection } from '../memories/projection';
import { denseProjection, makeProjection, structuredProjection } from '../memories/projection';
import { exactMrdam, gradientDifferences } from './exact';
import type { ExactEvaluation } from './exact';
import type { ExperimentContext } from './experiment';
import { PATTERN_EPSILON, QUERY_KINDS, randomProblem } from './patterns';
import type { QueryKind } from './patterns';
import { median, rootMeanSquare } from '../statistics';

/** The ways to draw S that are compared. */
export const PROJECTIONS = ['gaussian', 'orthogonal', 'structured'] as const;

/** A way to draw the rows of the random projection S. */
export type ProjectionName = (typeof PROJECTIONS)[number];

/** One comparison of projections. */
export interface ProjectionSetting {
  readonly dim: number;
  readonly betas: readonly number[];
  /** Y of each projection, ascending. */
  readonly features: Readonly<Record<ProjectionName, readonly number[]>>;
  readonly numMemories: number;
  /** Queries of each kind. */
  readonly numQueries: number;
  readonly numSeeds: number;
}

/** DrDAM's errors with one draw of patterns and S, and the cost of S. */
export interface Sample {
  readonly projection: ProjectionName;
  readonly numFeatures: number;
  readonly beta: number;
  readonly queries: QueryKind;
  /** Root mean squares over queries of the energy's error, and of the norm of the gradient's. */
  readonly energy: number;
  readonly gradient: number;
  /** The prediction for Gaussian rows, median of the queries. */
  readonly signalToNoise: number;
  /** The time to evaluate `TIMED_QUERIES` states. */
  readonly milliseconds: number;
  /** The bytes of all that represents S. */
  readonly bytes: number;
}

/** The number of states by which evaluation is timed. */
export const TIMED_QUERIES = 4;
const ROUNDS = 5;

/** The reference of DrDAM's errors at one beta. */
interface Reference {
  readonly beta: number;
  /** [K, dim] and [kinds * numQueries, dim] */
  readonly memories: Float32Array;
  readonly queries: Float32Array;
  readonly exact: ExactEvaluation;
  /** [queries]: the prediction for a single feature. */
  readonly signalToNoise: Float64Array;
}

/**
 * Measures every projection, Y, beta and kind of query with one draw. A smaller S has the first rows of the largest.
 */
export async function sampleProjections(
  context: ExperimentContext,
  setting: ProjectionSetting,
  seed: number,
): Promise<Sample[]> {
  const { runtime, call } = context;
  const { dim, betas, features } = setting;
  const { memories, queries } = randomProblem(setting, seed);
  const references: Reference[] = [];
  for (const beta of betas) {
    const exact = await exactMrdam(memories, queries, dim, beta, call.signal);
    references.push({ beta, memories, queries, exact, ...noiseOf(memories, queries, dim, beta) });
  }
  const samples: Sample[] = [];
  for (const projection of PROJECTIONS) {
    const about = { projection, featureMap: 'sincos', epsilon: PATTERN_EPSILON, seed } as const;
    const numFeatures = Math.max(...features[projection]);
    const largest = await makeProjection({ ...about, numFeatures }, dim, call.signal);
    for (const count of features[projection]) {
      const onDevice = await ProjectionOnDevice.make(runtime, firstRowsOf(largest, count, dim, seed));
      try {
        for (const reference of references) {
          const measured = await sample(context, onDevice, dim, reference);
          samples.push(...measured.map((one) => ({ ...one, projection, numFeatures: count })));
        }
      } finally {
        await onDevice.dispose();
      }
    }
  }
  return samples;
}

function noiseOf(memories: Float32Array, queries: Float32Array, dim: number, beta: number) {
  const numMemories = memories.length / dim;
  const pairs = memoryPairs(squaredDistances(memories, memories, dim), dim, beta);
  const distances = squaredDistances(queries, memories, dim);
  const signalToNoise = Float64Array.from({ length: queries.length / dim }, (_, q) => {
    const toMemories = distances.subarray(q * numMemories, (q + 1) * numMemories);
    return predictErrors(toMemories, pairs, dim, beta).signalToNoise;
  });
  return { signalToNoise };
}

/** Returns the first rows of S as a projection; a structured S is drawn again. */
function firstRowsOf(
  { inputs, report }: Projection,
  numFeatures: number,
  dim: number,
  seed: number,
): Projection {
  const rows = inputs.projection?.data;
  if (!rows || report.kind === 'structured') return structuredProjection(dim, numFeatures, seed);
  return denseProjection(rows.subarray(0, numFeatures * dim), numFeatures, dim, report.kind);
}

async function sample(
  { runtime, call: { signal } }: ExperimentContext,
  onDevice: ProjectionOnDevice,
  dim: number,
  { beta, memories, queries, exact, signalToNoise }: Reference,
): Promise<Omit<Sample, 'projection' | 'numFeatures'>[]> {
  const { inputs, numFeatures } = onDevice.projection;
  const bytes = Object.values(inputs).reduce((sum, { data }) => sum + data.byteLength, 0);
  const memory = await sumFeatures(runtime, onDevice, memories, dim, beta, signal);
  const model = await makeDrdam(runtime, onDevice, memory, { beta, epsilon: PATTERN_EPSILON });
  try {
    const found = await evaluate(runtime, model, queries, dim, signal);
    const timed = queries.subarray(0, TIMED_QUERIES * dim);
    const milliseconds = await timeOf(() => evaluate(runtime, model, timed, dim, signal));
    const energyErrors = exact.energies.map((energy, q) => (found.energies[q] ?? NaN) - energy);
    const { norms } = gradientDifferences(found.gradients, exact.gradients, dim);
    const numQueries = norms.length / QUERY_KINDS.length;
    return QUERY_KINDS.map((kind, k) => {
      const of = (values: Float64Array) => values.subarray(k * numQueries, (k + 1) * numQueries);
      return {
        beta,
        queries: kind,
        energy: rootMeanSquare(of(energyErrors)),
        gradient: rootMeanSquare(of(norms)),
        signalToNoise: median(of(signalToNoise)) * Math.sqrt(numFeatures),
        milliseconds,
        bytes,
      };
    });
  } finally {
    await model.dispose();
  }
}

/** Returns the median time of some rounds; the evaluation before them was the warm-up. */
async function timeOf(evaluateOnce: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    await evaluateOnce();
    times.push(performance.now() - begun);
  }
  return median(times);
}
