import { invariant } from '#shared/errors';
import type { Row } from '#shared/experiments';
import { drawWithoutReplacement, Random, Stream } from '../memories/random';
import type { ExperimentContext } from './experiment';

/** Where queries are: at the memories, a tenth of the bits away from them, or anywhere. */
export const QUERY_KINDS = ['at memories', 'near memories', 'random'] as const;

/** Where the queries of an experiment lie relative to the memories. */
export type QueryKind = (typeof QUERY_KINDS)[number];

/** Draws `count` different patterns [count, dim] of bits 0 and 1/sqrt(dim). */
export function randomBits(
  count: number,
  dim: number,
  seed: number,
  stream: Stream,
  block = 0,
): Float32Array {
  invariant(count <= 2 ** Math.min(dim, 30), 'there are that many different patterns');
  const random = new Random(seed, stream, block);
  const on = 1 / Math.sqrt(dim);
  const states = new Float32Array(count * dim);
  const seen = new Set<string>();
  while (seen.size < count) {
    const bits = Uint8Array.from({ length: dim }, () => random.bits() & 1);
    const key = bits.join('');
    if (seen.has(key)) continue;
    bits.forEach((bit, i) => {
      states[seen.size * dim + i] = bit * on;
    });
    seen.add(key);
  }
  return states;
}

/** Returns queries [count, dim] of a kind; those at or near memories belong to the first `count` of them. */
export function queriesOfKind(
  kind: QueryKind,
  memories: Float32Array,
  count: number,
  dim: number,
  seed: number,
): Float32Array {
  if (kind === 'random') return randomBits(count, dim, seed, Stream.probes);
  const states = memories.slice(0, count * dim);
  if (kind === 'at memories') return states;
  const on = 1 / Math.sqrt(dim);
  for (let q = 0; q < states.length / dim; q++) {
    for (const i of drawWithoutReplacement(new Random(seed, Stream.flip, q), dim, Math.floor(0.1 * dim))) {
      states[q * dim + i] = on - (states[q * dim + i] ?? 0);
    }
  }
  return states;
}

/** Draws memories [K, dim] of random bits, and queries [kinds * numQueries, dim], the same number of each kind. */
export function randomProblem(
  { dim, numMemories, numQueries }: { dim: number; numMemories: number; numQueries: number },
  seed: number,
): { memories: Float32Array; queries: Float32Array } {
  const memories = randomBits(numMemories, dim, seed, Stream.patterns);
  const queries = new Float32Array(QUERY_KINDS.length * numQueries * dim);
  QUERY_KINDS.forEach((kind, i) => {
    queries.set(queriesOfKind(kind, memories, numQueries, dim, seed), i * numQueries * dim);
  });
  return { memories, queries };
}

/** The columns of every experiment on patterns. */
export const patternColumns = {
  data: 'what the patterns are',
  D: 'dimension of the patterns',
  K: 'number of memories',
  Y: 'number of random features (rows of S; T holds 2 Y numbers)',
  beta: 'inverse temperature',
  feature_map: 'feature map',
  projection: 'how S is drawn',
  epsilon: 'clip of the kernel sum before the logarithm',
  seed: 'seed of patterns, queries and S',
  quick: 'true for the small settings',
  queries: 'where the queries lie: at memories, near memories (a tenth of the bits flipped), random',
  n: 'number of queries of that kind',
} as const;

/** The clip of DrDAM in experiments on patterns. */
export const PATTERN_EPSILON = 1e-5;

/** Returns the values of `patternColumns` for random bits, the SinCos map and a Gaussian S; other rows overwrite some. */
export function patternRow(
  { spec: { seed, quick } }: ExperimentContext,
  about: {
    readonly dim: number;
    readonly numMemories: number;
    readonly numFeatures: number;
    readonly beta: number;
    readonly queries: string;
    readonly numQueries: number;
  },
): Row {
  return {
    data: 'random bits 0 and 1/sqrt(D)',
    D: about.dim,
    K: about.numMemories,
    Y: about.numFeatures,
    beta: about.beta,
    feature_map: 'sincos',
    projection: 'gaussian',
    epsilon: PATTERN_EPSILON,
    seed,
    quick,
    queries: about.queries,
    n: about.numQueries,
  };
}
