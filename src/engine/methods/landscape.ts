import type { LandscapeReport } from '#shared/api';
import type { FrameArray } from '#shared/rpc/frame';
import type { Handlers } from '#shared/rpc/server';
import type { ModelSpec } from '#shared/setup';
import type { Runtime } from '../graphs/runtime';
import { drdamSimilarities } from '../landscape/drdam';
import { positiveLogSimilarities } from '../landscape/positive';
import type { Grid } from '../landscape/grid';
import { makeGrid, viewFrom } from '../landscape/grid';
import { mrdamLandscape } from '../landscape/mrdam';
import type { Plane } from '../vectors';
import { makePlane } from '../landscape/plane';
import type { Projection } from '../memories/projection';
import type { Memories } from '../memories/stored';
import type { CallScope, Workbench } from '../workbench';

export function landscapeMethod(bench: Workbench): Handlers['landscape'] {
  return async ({ memories: memoriesSpec, model: spec, grid: gridSpec }, context) => {
    const begun = performance.now();
    const [memories, device] = await Promise.all([
      bench.memories(memoriesSpec, context),
      bench.devices.choose(spec.device, context.signal),
    ]);
    const { states, dim } = memories;
    const host = await bench.runtime('cpu'); // float64 is the CPU's alone
    const plane = await makePlane(gridSpec.plane, states, dim, host, context.signal);
    const view = viewFrom(plane, states, dim);
    const grid = makeGrid(gridSpec, view);
    const shape = [gridSpec.size, gridSpec.size];
    const arrays: Record<string, FrameArray> = {
      u: { data: grid.u, shape: [gridSpec.size] },
      v: { data: grid.v, shape: [gridSpec.size] },
      origin: { data: plane.origin, shape: [dim] },
      axes: { data: Float64Array.from([...plane.axes[0], ...plane.axes[1]]), shape: [2, dim] },
    };
    const seconds: LandscapeReport['seconds'] = {};
    let projection: Projection | undefined;
    if (spec.models.includes('mrdam')) {
      const start = performance.now();
      const energies = await mrdamLandscape(host, view, grid, spec.beta);
      const isKernel = spec.form === 'kernel';
      const data = isKernel ? energies.map((e) => -Math.exp(-spec.beta * e) / spec.beta) : energies;
      arrays.mrdam_energy = { data, shape };
      seconds.mrdam = (performance.now() - start) / 1e3;
    }
    if (spec.models.includes('drdam')) {
      const runtime = await bench.runtime(device.id);
      const drdam = await drdamLandscape(bench, host, runtime, spec, memories, plane, grid, context);
      arrays.drdam_energy = { data: drdam.energies, shape };
      arrays.drdam_clipped = { data: drdam.clipped, shape };
      seconds.drdam = drdam.seconds;
      projection = drdam.projection;
    }
    await context.send({}, arrays);
    const spent = (seconds.mrdam ?? 0) + (seconds.drdam ?? 0);
    return {
      device,
      projection: projection?.report ?? null,
      explainedVariance: view.explainedVariance,
      memories: Array.from(view.u, (u, k) => {
        return { u, v: view.v[k] ?? 0, offPlane: Math.sqrt(view.offPlane[k] ?? 0) };
      }),
      seconds,
      setupSeconds: (performance.now() - begun) / 1e3 - spent,
    };
  };
}

async function drdamLandscape(
  bench: Workbench,
  host: Runtime,
  runtime: Runtime,
  spec: ModelSpec,
  memories: Memories,
  plane: Plane,
  grid: Grid,
  scope: CallScope,
) {
  const { beta, drdam, form } = spec;
  const onDevice = await bench.projection(runtime, drdam, memories.dim, scope);
  try {
    const sum = await bench.sum(runtime, onDevice, memories, spec, scope);
    const start = performance.now();
    const total = onDevice.projection.numFeatures;
    const onProgress = (done: number) => {
      scope.progress({ stage: 'Summing plane waves', done, total, unit: 'features' });
    };
    const where = [onDevice, sum, plane, grid, beta, scope.signal, onProgress] as const;
    const isPositive = sum.family !== 'sincos';
    const values = isPositive
      ? await positiveLogSimilarities(host, runtime, ...where)
      : await drdamSimilarities(runtime, ...where);
    const isKernel = form === 'kernel';
    const energyOf = isPositive
      ? (log: number) => -(isKernel ? Math.exp(log) : log) / beta
      : (s: number) => -(isKernel ? s : Math.log(Math.max(s, drdam.epsilon))) / beta;
    const hasClip = !isPositive && !isKernel;
    return {
      energies: Float32Array.from(values, energyOf),
      clipped: Uint8Array.from(values, (s) => (hasClip && s <= drdam.epsilon ? 1 : 0)),
      seconds: (performance.now() - start) / 1e3,
      projection: onDevice.projection,
    };
  } finally {
    await onDevice.dispose();
  }
}
