import type { LandscapeReport, PlaneReport } from '#shared/api';
import type { FrameArray } from '#shared/rpc/frame';
import type { Handlers } from '#shared/rpc/server';
import type { PlaneSpec } from '#shared/setup';
import type { MemoriesOnPlane } from '../landscape/grid';
import { makeGrid, memoriesOnPlane } from '../landscape/grid';
import { mrdamLandscape } from '../landscape/mrdam-landscape';
import { descentPlane } from '../landscape/descent-plane';
import { makePlane } from '../landscape/plane';
import { onnxLandscape } from '../energies/onnx/onnx-landscape';
import type { MemorySet } from '../memories/memory-set';
import type { Projection } from '../memories/projection';
import type { DeviceRuntimes } from '../device-runtimes';
import type { EngineContext } from '../engine-context';
import type { Plane } from '../vectors';
import { mergingNotice } from '../reliability-report';
import { separatingBetaOfMemories } from '../descent/problem';
import { drdamLandscape } from './drdam-landscape';

/** Handles `landscape`: computes the energies of every requested model on a grid of a plane. */
export function landscapeMethod(engine: EngineContext): Handlers['landscape'] {
  return async ({ memories: memoriesSpec, model: spec, grid: gridSpec }, context) => {
    const begun = performance.now();
    const [memories, device] = await Promise.all([
      engine.memories.loadRows(memoriesSpec, context),
      engine.runtimes.choose(spec.device, context.signal),
    ]);
    const merging = mergingNotice(spec.beta, separatingBetaOfMemories(memories));
    if (merging) context.notice(merging);
    const host = await engine.runtimes.host();
    const { plane, view, descent } = await viewOnPlane(
      engine.runtimes,
      gridSpec.plane,
      memories,
      context.signal,
    );
    const grid = makeGrid(gridSpec, view);
    const shape = [gridSpec.size, gridSpec.size];
    const arrays: Record<string, FrameArray> = {
      u: { data: grid.u, shape: [gridSpec.size] },
      v: { data: grid.v, shape: [gridSpec.size] },
      ...planeArrays(plane),
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
      const runtime = await engine.runtimes.runtime(device.id);
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
      ...planeReport(view, descent),
      seconds,
      ...(own && { own: own.report }),
      setupSeconds: (performance.now() - begun) / 1e3 - spent,
    };
  };
}

/** Handles `plane`: finds a plane and projects the memories onto it, without any energy. */
export function planeMethod({
  memories: store,
  runtimes,
}: Pick<EngineContext, 'memories' | 'runtimes'>): Handlers['plane'] {
  return async ({ memories: memoriesSpec, plane: planeSpec }, context) => {
    const memories = await store.loadRows(memoriesSpec, context);
    const { plane, view, descent } = await viewOnPlane(runtimes, planeSpec, memories, context.signal);
    await context.send({}, planeArrays(plane));
    return planeReport(view, descent);
  };
}

async function viewOnPlane(
  runtimes: DeviceRuntimes,
  spec: PlaneSpec,
  { states, dim }: MemorySet,
  signal: AbortSignal,
): Promise<{ plane: Plane; descent?: PlaneReport['descent']; view: MemoriesOnPlane }> {
  const made =
    spec.kind === 'descent'
      ? descentPlane(spec, states, dim)
      : { plane: await makePlane(spec, states, dim, await runtimes.host(), signal) };
  return { ...made, view: memoriesOnPlane(made.plane, states, dim) };
}

function planeArrays({ origin, axes }: Plane): Record<'origin' | 'axes', FrameArray> {
  const dim = origin.length;
  return {
    origin: { data: origin, shape: [dim] },
    axes: { data: Float64Array.from([...axes[0], ...axes[1]]), shape: [2, dim] },
  };
}

function planeReport(
  { u, v, offPlane, explainedVariance }: MemoriesOnPlane,
  descent: PlaneReport['descent'],
): PlaneReport {
  const memories = Array.from(u, (value, k) => {
    return { u: value, v: v[k] ?? 0, offPlane: Math.sqrt(offPlane[k] ?? 0) };
  });
  return { explainedVariance, memories, ...(descent && { descent }) };
}
