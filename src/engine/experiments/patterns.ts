import { invariant } from '#shared/errors';
import { drawWithoutReplacement, Random, Stream } from '../memories/random';

/** Generated patterns, and queries at known places among them. */

/** Where queries lie: on the memories, a tenth of their bits away, or anywhere. */
export const QUERY_KINDS = ['at memories', 'near memories', 'random'] as const;
export type QueryKind = (typeof QUERY_KINDS)[number];

/** `count` different patterns of bits 0 and 1/sqrt(dim), [count, dim]. */
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

/** Queries [count, dim] of a kind; those that belong to memories to the first `count` of them. */
export function probes(
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

/** Memories [K, dim] of random bits, and the same number of queries of each kind [kinds * count, dim]. */
export function randomProblem(
  { dim, numMemories, numQueries }: { dim: number; numMemories: number; numQueries: number },
  seed: number,
): { memories: Float32Array; queries: Float32Array } {
  const memories = randomBits(numMemories, dim, seed, Stream.patterns);
  const queries = new Float32Array(QUERY_KINDS.length * numQueries * dim);
  QUERY_KINDS.forEach((kind, i) => {
    queries.set(probes(kind, memories, numQueries, dim, seed), i * numQueries * dim);
  });
  return { memories, queries };
}
