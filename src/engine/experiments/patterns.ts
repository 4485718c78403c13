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

const LETTER_CLASSES = 26;
const LETTER_FEATURES = 16;

/**
 * A stand-in for the letter recognition data: 16 whole numbers from 0 to 15 that scatter around the mean of their
 * class, scaled to [0, 1/sqrt(16)]. [count, 16]
 */
export function letterLike(count: number, seed: number): { states: Float32Array; dim: number } {
  const random = new Random(seed, Stream.patterns);
  const dim = LETTER_FEATURES;
  const means = Array.from({ length: LETTER_CLASSES * dim }, () => 3 + 9 * random.uniform());
  const states = new Float32Array(count * dim);
  for (let k = 0; k < count; k++) {
    const letter = random.below(LETTER_CLASSES);
    for (let i = 0; i < dim; i++) {
      const value = Math.round((means[letter * dim + i] ?? 0) + 2 * random.normal());
      states[k * dim + i] = Math.min(15, Math.max(0, value)) / (15 * Math.sqrt(dim));
    }
  }
  return { states, dim };
}
