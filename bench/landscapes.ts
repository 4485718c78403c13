import type { Runtime } from '#engine/graphs/runtime';
import { trigSimilarities } from '#engine/landscape/trig-landscape';
import type { Grid, MemoriesOnPlane } from '#engine/landscape/grid';
import { makeGrid, memoriesOnPlane } from '#engine/landscape/grid';
import { mrdamLandscape } from '#engine/landscape/mrdam-landscape';
import { makePlane } from '#engine/landscape/plane';
import { sumFeatures } from '#engine/memories/sum-features';
import { ProjectionOnDevice } from '#engine/memories/projection-on-device';
import { structuredProjection } from '#engine/memories/projection';
import type { Plane } from '#engine/vectors';
import type { PlaneSpec } from '#shared/setup';
import { never, paper, someStates } from './steps';

/** DrDAM's landscape over the plane of three stored pictures, at the size of the paper's Figure 1. */
export interface Surface {
  readonly onDevice: ProjectionOnDevice;
  readonly plane: Plane;
  readonly view: MemoriesOnPlane;
  readonly grid: (size: number) => Grid;
  /** phi.T on the grid of so many points a side, [size, size]. */
  readonly similarities: (size: number) => Promise<Float64Array>;
}

export async function drdamSurface(runtime: Runtime, seed: number): Promise<Surface> {
  const { dim, numFeatures, beta } = paper;
  const memories = someStates(3, dim, seed);
  const onDevice = await ProjectionOnDevice.make(runtime, structuredProjection(dim, numFeatures, seed));
  const sum = await sumFeatures(runtime, onDevice, memories, dim, beta, never);
  const planeSpec: PlaneSpec = { kind: 'memories', indices: [0, 1, 2] };
  const plane = await makePlane(planeSpec, memories, dim, runtime, never);
  const view = memoriesOnPlane(plane, memories, dim);
  const grid = (size: number) => makeGrid({ plane: planeSpec, size }, view);
  const similarities = (size: number) =>
    trigSimilarities(runtime, runtime, onDevice, sum, plane, grid(size), beta, never, () => undefined);
  return { onDevice, plane, view, grid, similarities };
}

/** MrDAM's landscape of so many memories, whose size does not matter once they are seen from the plane. */
export async function mrdamSurface(runtime: Runtime, numMemories: number, seed: number) {
  const dim = 256;
  const memories = someStates(numMemories, dim, seed);
  const plane = await makePlane({ kind: 'pca' }, memories, dim, runtime, never);
  const view = memoriesOnPlane(plane, memories, dim);
  return (size: number) =>
    mrdamLandscape(runtime, view, makeGrid({ plane: { kind: 'pca' }, size }, view), paper.beta);
}
