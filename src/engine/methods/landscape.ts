import type { LandscapeReport } from '#shared/api';
import type { FrameArray } from '#shared/rpc/frame';
import type { Handlers } from '#shared/rpc/server';
import { makeGrid, memoriesOnPlane } from '../landscape/grid';
import { mrdamLandscape } from '../landscape/mrdam-landscape';
import { makePlane } from '../landscape/plane';
import { onnxLandscape } from '../energies/onnx/onnx-landscape';
import type { Projection } from '../memories/projection';
import type { EngineContext } from '../engine-context';
import { drdamLandscape } from './drdam-landscape';

export function landscapeMethod(engine: EngineContext): Handlers['landscape'] {
  return async ({ memories: memoriesSpec, model: spec, grid: gridSpec }, context) => {
    const begun = performance.now();
    const [memories, device] = await Promise.all([
      engine.memories(memoriesSpec, context),
      engine.devices.choose(spec.device, context.signal),
    ]);
    const { states, dim } = memories;
    const host = await engine.runtime('cpu'); // float64 is the CPU's alone
    const plane = await makePlane(gridSpec.plane, states, dim, host, context.signal);
    const view = memoriesOnPlane(plane, states, dim);
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
      const runtime = await engine.runtime(device.id);
      const drdam = await drdamLandscape(engine, runtime, spec, memories, plane, grid, context);
      arrays.drdam_energy = { data: drdam.energies, shape };
      arrays.drdam_clipped = { data: drdam.clipped, shape };
      seconds.drdam = drdam.seconds;
      projection = drdam.projection;
    }
    const own = spec.models.includes('own')
      ? await onnxLandscape(engine.startHelper, spec, memories, plane, grid, context)
      : undefined;
    if (own) {
      arrays.own_energy = { data: own.energies, shape };
      seconds.own = own.seconds;
    }
    await context.send({}, arrays);
    const spent = Object.values(seconds).reduce((sum, one) => sum + one, 0);
    return {
      device,
      projection: projection?.report ?? null,
      explainedVariance: view.explainedVariance,
      memories: Array.from(view.u, (u, k) => {
        return { u, v: view.v[k] ?? 0, offPlane: Math.sqrt(view.offPlane[k] ?? 0) };
      }),
      seconds,
      ...(own && { own: own.report }),
      setupSeconds: (performance.now() - begun) / 1e3 - spent,
    };
  };
}
