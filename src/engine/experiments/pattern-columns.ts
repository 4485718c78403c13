import type { Row } from '#shared/experiments';
import type { ExperimentContext } from './experiment';

/** What every row of an experiment on patterns says. */
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

export const PATTERN_EPSILON = 1e-5;

/** Of random bits under the SinCos map and a Gaussian S; what differs is written over it. */
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
