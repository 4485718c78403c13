import { EngineError } from '#shared/errors';
import type { Handlers } from '#shared/rpc/server';
import { separatingBetaOf } from '#shared/reliability';
import { formatCount } from '#shared/units';
import { smallestEigenvalueFromSquares, gradientAtMemory, softmaxWeights } from '../descent/hessian';
import { criticalBeta, nearestOtherMemory } from '../descent/critical-beta';
import { pairwiseSquares } from '../memories/gram';
import { dot } from '../vectors';
import type { EngineContext } from '../engine-context';
import { yieldToEventLoop } from '../cooperative-yield';

/** The distances of all pairs are kept in memory in float64, 134 MB for this many memories. */
const MAX_MEMORIES = 4096;

/** Handles `inspect`: reports the distances between memories, and whether MrDAM has a minimum at each. */
export function inspectMethod(engine: EngineContext): Handlers['inspect'] {
  return async ({ memories: spec, beta, brief = false }, context) => {
    const { signal, progress } = context;
    const { states: memories, dim, items } = await engine.memories.loadRows(spec, context);
    const count = items.length;
    if (count > MAX_MEMORIES) {
      throw new EngineError(
        'too-large',
        `${formatCount(count)} memories are too many to compare in pairs: the limit is ${formatCount(MAX_MEMORIES)} memories.`,
        'Store fewer memories.',
      );
    }
    const squares = await pairwiseSquares(memories, dim, await engine.runtimes.host(), signal);
    const meanSquare = squares.reduce((sum, square) => sum + square, 0) / (2 * count ** 2);
    const found = [];
    for (const [k, { name }] of brief ? [] : items.entries()) {
      await yieldToEventLoop(signal);
      progress({ stage: 'Reading curvature', done: k, total: count, unit: 'memories' });
      const weights = softmaxWeights(squares.subarray(k * count, (k + 1) * count), beta);
      const slope = gradientAtMemory(k, weights, memories, dim);
      const { index, square } = nearestOtherMemory(squares, count, k);
      found.push({
        name,
        nearest: index,
        distance: index < 0 ? 0 : Math.sqrt(square),
        slope: Math.sqrt(dot(slope, slope)),
        curvature: await smallestEigenvalueFromSquares(weights, squares, beta, signal),
      });
    }
    return {
      dim,
      beta,
      meanSquare,
      separatingBeta: separatingBetaOf(count, meanSquare),
      effectiveMemories: squares.reduce((sum, square) => sum + Math.exp((-beta / 2) * square), 0),
      smallestBeta: await criticalBeta({ memories, dim, squares }, signal),
      memories: found,
    };
  };
}
