import type { Row } from '#shared/experiments';
import { predictReliability, separatingBeta, stateDistances } from '#shared/reliability';
import { evaluate } from '../descent/evaluate';
import { makeMrdam } from '../descent/mrdam';
import { c1OfBox, divergenceBound } from './bounds';
import type { Experiment, ExperimentContext } from './experiment';
import { combinations, rowsCell } from './experiment';
import { paperPatterns } from './fig3-fig5';
import { Stream } from '../memories/random';
import {
  PATTERN_EPSILON,
  patternColumns,
  patternRow,
  queriesOfKind,
  QUERY_KINDS,
  randomBits,
} from './patterns';
import type { QueryKind } from './patterns';
import { rowOf } from '../vectors';
import { rmsDifference } from './recall';
import { descendToRest } from './descend-to-rest';
import { mean, median, standardError } from '../statistics';
import { StreamedDrdam } from './streamed-drdam';
import { drdamOperations } from './operations';

/** One comparison of the ends of both models' descents among random bit patterns, as Figure 4A plots it. */
export interface RetrievalSetting {
  readonly kind: QueryKind;
  readonly dim: number;
  readonly numMemories: number;
  readonly beta: number;
  readonly numFeatures: number;
  readonly numQueries: number;
  readonly stepSize: number;
  readonly steps: number;
}

/** The operations of `measureRetrieval`, if every query moves until the last step. */
function retrievalOperations(setting: RetrievalSetting): number {
  const { dim, numMemories, numFeatures, numQueries, steps } = setting;
  return drdamOperations(numMemories + numQueries * steps, numFeatures, dim, 'gaussian');
}

const retrievalColumns = {
  ...patternColumns,
  step_size: 'alpha',
  steps: 'number of steps',
  hamming: 'mean share of the bits in which the last states of both models differ, read at 0.5/sqrt(D)',
  hamming_se: 'its standard error over queries',
  mrdam_retrieved:
    'share of queries whose last state in MrDAM reads as their memory; none for random queries',
  drdam_retrieved: 'the same of DrDAM',
  beta_star: 'below this beta the centroid of the memories lies deeper than they do, in either model',
  below_beta_star:
    'true where beta is below it: MrDAM itself may end at the centroid, whose coordinates lie at the threshold of the bits, so that hamming tells rounding from rounding',
  at_threshold:
    'mean share of the coordinates of the last states of MrDAM within a tenth of 1/sqrt(D) of the threshold: near 1 at the centroid',
  snr: 'predicted signal to noise, median of the queries',
  noise_wells: 'predicted depth of the wells in the noise; that of a memory is 1',
  clipped: 'share of queries that DrDAM left frozen at the clip',
  stopped: 'share of queries that diverged in DrDAM and were stopped',
  divergence: 'mean Euclidean distance between the last states of both models',
  divergence_se: 'its standard error over queries',
  c1: 'the constant of the theorem, for all pairs of states in the box at odds of 1 in 1000 (Rahimi and Recht, Claim 1)',
  divergence_bound_log10:
    'log10 of the theorem bound of that distance after these steps, smallest of the queries',
  bound_use: 'largest share of its bound that any query uses: above 1 would violate it',
} as const;

/** Descends from the same queries in both models, no coordinate fixed, and compares the ends. Cost: O(n steps Y D) at most. */
export async function measureRetrieval(context: ExperimentContext, setting: RetrievalSetting): Promise<Row> {
  const { spec } = context;
  const { kind, dim, numMemories, beta, numFeatures, numQueries, stepSize, steps } = setting;
  const memories = randomBits(numMemories, dim, spec.seed, Stream.patterns);
  const queries = queriesOfKind(kind, memories, numQueries, dim, spec.seed);
  const { energies, ends: exact } = await descendInMrdam(context, memories, queries, setting);
  const { clipped, stopped, ends: found } = await descendInDrdam(context, memories, queries, setting);

  const spread = stateDistances(memories, queries, new Uint8Array(queries.length), dim);
  const betaStar = separatingBeta(spread);
  const trust = predictReliability(spread, { beta, numFeatures });
  const c1 = c1OfBox(dim, beta, numFeatures);

  const bits = (states: Float32Array) => states.map((value) => (value > 0.5 / Math.sqrt(dim) ? 1 : 0));
  const [foundBits, exactBits, memoryBits] = [bits(found), bits(exact), bits(memories)];
  const all = Array.from({ length: numQueries }, (_, q) => q);
  const differing = all.map((q) => hamming(rowOf(foundBits, q, dim), rowOf(exactBits, q, dim)));
  const isRetrieved = (ends: Float32Array) => (q: number) =>
    hamming(rowOf(ends, q, dim), rowOf(memoryBits, q, dim)) === 0;
  const share = (isSo: (query: number) => boolean) => all.filter(isSo).length / numQueries;
  const distances = all.map((q) => rmsDifference(rowOf(found, q, dim), rowOf(exact, q, dim)));
  const bounds = Array.from(energies, (energy) =>
    divergenceBound(energy, { dim, numMemories, beta, numFeatures, c1 }, setting),
  );
  return {
    ...patternRow(context, { ...setting, queries: kind }),
    step_size: stepSize,
    steps,
    hamming: mean(differing),
    hamming_se: standardError(differing),
    mrdam_retrieved: kind === 'random' ? null : share(isRetrieved(exactBits)),
    drdam_retrieved: kind === 'random' ? null : share(isRetrieved(foundBits)),
    beta_star: betaStar,
    below_beta_star: beta < betaStar,
    at_threshold: mean(all.map((q) => nearThreshold(rowOf(exact, q, dim)))),
    snr: median(trust.signalToNoise),
    noise_wells: trust.noiseWells,
    clipped: mean(clipped),
    stopped: share((q) => stopped[q] === true),
    divergence: mean(distances),
    divergence_se: standardError(distances),
    c1,
    divergence_bound_log10: Math.min(...bounds),
    bound_use: Math.max(...distances.map((distance, q) => 10 ** (Math.log10(distance) - (bounds[q] ?? NaN)))),
  };
}

async function descendInMrdam(
  { runtime, call: { signal } }: ExperimentContext,
  memories: Float32Array,
  queries: Float32Array,
  { dim, beta, ...rule }: RetrievalSetting,
) {
  const mrdam = await makeMrdam(runtime, memories, dim, beta);
  const evaluateStates = (states: Float32Array) => evaluate(runtime, mrdam, states, dim, signal);
  try {
    const { energies } = await evaluateStates(queries);
    const { states } = await descendToRest(evaluateStates, queries, dim, rule, signal);
    return { energies, ends: states };
  } finally {
    await mrdam.dispose();
  }
}

async function descendInDrdam(
  { runtime, spec: { seed }, call: { signal } }: ExperimentContext,
  memories: Float32Array,
  queries: Float32Array,
  { dim, beta, numFeatures, ...rule }: RetrievalSetting,
) {
  const rows = { memories, dim, beta, seed, featureMap: 'sincos', epsilon: PATTERN_EPSILON } as const;
  const drdam = await StreamedDrdam.make(runtime, rows, numFeatures, signal);
  const evaluateStates = (states: Float32Array) => drdam.evaluate(states, signal);
  try {
    const { states, stopped } = await descendToRest(evaluateStates, queries, dim, rule, signal);
    const { clipped } = await evaluateStates(states);
    return { ends: states, stopped, clipped };
  } finally {
    await drdam.dispose();
  }
}

/** Returns the share of bits in which two states differ. */
function hamming(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, bit, i) => sum + Math.abs(bit - (b[i] ?? NaN)), 0) / a.length;
}

/** Returns the share of coordinates within a tenth of their range of the threshold of a bit. */
function nearThreshold(state: Float32Array): number {
  const pixels = state.map((value) => value * Math.sqrt(state.length));
  return pixels.reduce((sum, value) => sum + (Math.abs(value - 0.5) < 0.1 ? 1 : 0), 0) / state.length;
}

const paperSetting = { ...paperPatterns, stepSize: 0.03, steps: 1000 };
/** A fifth of the paper's memories has the same noise with a fifth of its features. */
const quickSetting = {
  dims: [30, 100],
  betas: [10, 30, 50],
  features: [1e3, 4e3, 16e3],
  numMemories: 100,
  numQueries: 25,
  stepSize: 0.1,
  steps: 300,
};

/** Where both models end, from queries at, near and far from the memories, against Y, beta and D. */
export const fig4a: Experiment = {
  columns: retrievalColumns,
  plan(context) {
    const { dims, betas, features, ...rest } = context.spec.quick ? quickSetting : paperSetting;
    return Promise.resolve({
      data: `${String(rest.numMemories)} random bit patterns, seed ${String(context.spec.seed)}`,
      cells: combinations({ dim: dims, beta: betas, numFeatures: features, kind: QUERY_KINDS }).map(
        (choice) => {
          const setting = { ...choice, ...rest };
          const { dim, beta, numFeatures, kind } = choice;
          const key = `D ${String(dim)}, β ${String(beta)}, Y ${String(numFeatures)}, ${kind}`;
          return rowsCell(key, retrievalOperations(setting), async () => [
            await measureRetrieval(context, setting),
          ]);
        },
      ),
    });
  },
};
