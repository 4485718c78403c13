import type { ModelSpec } from '#shared/setup';
import type { Runtime } from '../graphs/runtime';
import { trigSimilarities } from '../landscape/trig-landscape';
import type { Grid } from '../landscape/grid';
import { positiveLogSimilarities } from '../landscape/positive-landscape';
import type { FeatureSum } from '../memories/feature-sum';
import type { ProjectionOnDevice } from '../memories/projection-on-device';
import type { Projection } from '../memories/projection';
import type { MemorySet } from '../memories/memory-set';
import { planeInSubspace, memoriesInSubspace } from '../memories/subspace';
import { subspaceOf } from '../energies/open-models';
import type { Plane } from '../vectors';
import type { CallContext } from '#shared/rpc/server';
import type { EngineContext } from '../engine-context';

interface Surface {
  /** Energies, [v, u]. */
  readonly energies: Float32Array;
  /** [v, u] of 0 and 1; 1 where phi.T is at or below epsilon. */
  readonly clipped: Uint8Array;
  readonly seconds: number;
}

/**
 * Computes DrDAM's energy on a grid of a plane. With several shards it is the lowest of theirs; with a
 * subspace the energy outside it is added. Cost: that of a trigonometric or positive landscape of Y features
 * for each shard.
 */
export async function drdamLandscape(
  engine: EngineContext,
  runtime: Runtime,
  spec: ModelSpec,
  memories: MemorySet,
  plane: Plane,
  grid: Grid,
  context: CallContext,
): Promise<Surface & { projection: Projection }> {
  const subspace = await subspaceOf(engine, spec, memories, context.signal);
  const stored = subspace ? await memoriesInSubspace(subspace, memories, context.signal) : memories;
  const projected = subspace ? planeInSubspace(subspace, plane) : { plane, outside: () => 0 };
  const { projection: onDevice, sums } = await engine.features.open(runtime, spec, stored, context);
  try {
    const surfaces: Surface[] = [];
    for (const sum of sums) {
      surfaces.push(await surfaceOf(engine, runtime, onDevice, spec, sum, projected.plane, grid, context));
    }
    const { energies, clipped, seconds } = surfaces.reduce(lowerSurface);
    const { u, v } = grid;
    const total = energies.map(
      (energy, at) => energy + projected.outside(u[at % u.length] ?? 0, v[Math.floor(at / u.length)] ?? 0),
    );
    return { energies: total, clipped, seconds, projection: onDevice.projection };
  } finally {
    await onDevice.dispose();
  }
}

/** Takes the lower of two energies at each point; the seconds are added. */
function lowerSurface(a: Surface, b: Surface): Surface {
  const isB = a.energies.map((energy, at) => ((b.energies[at] ?? NaN) < energy ? 1 : 0));
  return {
    energies: a.energies.map((energy, at) => (isB[at] ? (b.energies[at] ?? NaN) : energy)),
    clipped: a.clipped.map((value, at) => (isB[at] ? (b.clipped[at] ?? 0) : value)),
    seconds: a.seconds + b.seconds,
  };
}

async function surfaceOf(
  engine: EngineContext,
  runtime: Runtime,
  onDevice: ProjectionOnDevice,
  spec: ModelSpec,
  sum: FeatureSum,
  plane: Plane,
  grid: Grid,
  context: CallContext,
): Promise<Surface> {
  const { beta, drdam, form } = spec;
  const start = performance.now();
  const total = onDevice.projection.numFeatures;
  const onProgress = (done: number) => {
    context.progress({ stage: 'Summing plane waves', done, total, unit: 'features' });
  };
  const host = await engine.runtimes.host();
  const inputs = [onDevice, sum, plane, grid, beta, context.signal, onProgress] as const;
  const isPositive = sum.family !== 'sincos';
  const values = isPositive
    ? await positiveLogSimilarities(host, runtime, ...inputs)
    : await trigSimilarities(host, runtime, ...inputs);
  const isKernel = form === 'kernel';
  const energyOf = isPositive
    ? (log: number) => -(isKernel ? Math.exp(log) : log) / beta
    : (s: number) => -(isKernel ? s : Math.log(Math.max(s, drdam.epsilon))) / beta;
  const hasClip = !isPositive && !isKernel;
  return {
    energies: Float32Array.from(values, energyOf),
    clipped: Uint8Array.from(values, (s) => (hasClip && s <= drdam.epsilon ? 1 : 0)),
    seconds: (performance.now() - start) / 1e3,
  };
}
