import type { ModelSpec } from '#shared/setup';
import type { Runtime } from '../graphs/runtime';
import { trigSimilarities } from '../landscape/trig-landscape';
import type { Grid } from '../landscape/grid';
import { positiveLogSimilarities } from '../landscape/positive-landscape';
import type { DistributedMemory } from '../memories/feature-sum';
import type { ProjectionOnDevice } from '../memories/projection-on-device';
import type { Projection } from '../memories/projection';
import { shardsOf } from '../memories/shards';
import type { Patterns } from '../memories/memory-set';
import { planeIn, seenIn } from '../memories/subspace';
import { subspaceOf } from '../energies/open-models';
import type { Plane } from '../vectors';
import type { CallScope, Workbench } from '../engine-context';

interface Surface {
  /** [v, u] */
  readonly energies: Float32Array;
  /** 1 where phi.T is at or below epsilon. */
  readonly clipped: Uint8Array;
  readonly seconds: number;
}

/** DrDAM's energy on a plane: of several shards the lowest, and with a subspace the square outside of it added. */
export async function drdamLandscape(
  bench: Workbench,
  runtime: Runtime,
  spec: ModelSpec,
  memories: Patterns,
  plane: Plane,
  grid: Grid,
  scope: CallScope,
): Promise<Surface & { projection: Projection }> {
  const subspace = await subspaceOf(bench, spec, memories, scope.signal);
  const stored = subspace ? await seenIn(subspace, memories, scope.signal) : memories;
  const seen = subspace ? planeIn(subspace, plane) : { plane, outside: () => 0 };
  const onDevice = await bench.projection(runtime, spec.drdam, stored.dim, scope);
  try {
    const surfaces: Surface[] = [];
    for (const [i, shard] of shardsOf(stored, spec.drdam.shards ?? 1).entries()) {
      const sum = await bench.sum(runtime, onDevice, shard, spec, scope, i);
      surfaces.push(await surfaceOf(bench, runtime, onDevice, spec, sum, seen.plane, grid, scope));
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
  bench: Workbench,
  runtime: Runtime,
  onDevice: ProjectionOnDevice,
  spec: ModelSpec,
  sum: DistributedMemory,
  plane: Plane,
  grid: Grid,
  scope: CallScope,
): Promise<Surface> {
  const { beta, drdam, form } = spec;
  const start = performance.now();
  const total = onDevice.projection.numFeatures;
  const onProgress = (done: number) => {
    scope.progress({ stage: 'Summing plane waves', done, total, unit: 'features' });
  };
  const host = await bench.runtime('cpu'); // float64 is the CPU's alone
  const where = [onDevice, sum, plane, grid, beta, scope.signal, onProgress] as const;
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
