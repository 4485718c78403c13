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
  /** [v, u] */
  readonly energies: Float32Array;
  /** 1 where phi.T is at or below epsilon. */
  readonly clipped: Uint8Array;
  readonly seconds: number;
}

/** DrDAM's energy on a plane: of several shards the lowest, and with a subspace the square outside of it added. */
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
  const seen = subspace ? planeInSubspace(subspace, plane) : { plane, outside: () => 0 };
  const { projection: onDevice, sums } = await engine.features.open(runtime, spec, stored, context);
  try {
    const surfaces: Surface[] = [];
    for (const sum of sums) {
      surfaces.push(await surfaceOf(engine, runtime, onDevice, spec, sum, seen.plane, grid, context));
    }
    const { energies, clipped, seconds } = surfaces.reduce(lower);
    const { u, v } = grid;
    const whole = energies.map(
      (energy, at) => energy + seen.outside(u[at % u.length] ?? 0, v[Math.floor(at / u.length)] ?? 0),
    );
    return { energies: whole, clipped, seconds, projection: onDevice.projection };
  } finally {
    await onDevice.dispose();
  }
}

function lower(a: Surface, b: Surface): Surface {
  const isB = a.energies.map((energy, at) => ((b.energies[at] ?? NaN) < energy ? 1 : 0));
  return {
    energies: a.energies.map((energy, at) => (isB[at] ? (b.energies[at] ?? NaN) : energy)),
    clipped: a.clipped.map((is, at) => (isB[at] ? (b.clipped[at] ?? 0) : is)),
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
  const where = [onDevice, sum, plane, grid, beta, context.signal, onProgress] as const;
  const isPositive = sum.family !== 'sincos';
  const values = isPositive
    ? await positiveLogSimilarities(host, runtime, ...where)
    : await trigSimilarities(host, runtime, ...where);
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
