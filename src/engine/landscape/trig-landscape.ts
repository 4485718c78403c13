import type { Runtime } from '../graphs/runtime';
import type { FeatureSum } from '../memories/feature-sum';
import type { ProjectionOnDevice } from '../memories/projection-on-device';
import { yieldToEventLoop } from '../cooperative-yield';
import type { Grid } from './grid';
import { planePhases } from './plane-phases';
import { PlaneWaveSum } from './plane-waves';
import type { Plane } from '../vectors';

/** PlaneWaves between two looks at what else there is to do: 3 ms, and up to 50 where the grid is far larger than the caches. */
const WAVES_PER_STRETCH = 8192;

/**
 * phi.T of the trigonometric maps on the grid [v, u]. Along a plane a feature is a plane wave: t_amplitude cos(h - t_phase)
 * with h = h(point) + u h(axis u) + v h(axis v). For any extent; off by what float32 leaves of the projection, and by less
 * than 2e-8 sqrt(K_eff). Cost: O(Y), and O(N^3) with a small factor. `host` computes in float64.
 */
export async function trigSimilarities(
  host: Runtime,
  runtime: Runtime,
  onDevice: ProjectionOnDevice,
  memory: Pick<FeatureSum, 'inputs'>,
  plane: Plane,
  grid: Grid,
  beta: number,
  signal: AbortSignal,
  onProgress: (features: number) => void,
): Promise<Float64Array> {
  const { numRows, numFeatures } = onDevice.projection;
  const size = grid.u.length;
  const { t_amplitude: amplitude = new Float32Array(), t_phase: angle = new Float32Array() } =
    memory.inputs();
  // waves are counted from the grid's middle point, so that no phase gets large
  const middle = Math.floor(size / 2);
  const point = [grid.u[middle] ?? 0, grid.v[middle] ?? 0] as const;
  const turns = await planePhases(runtime, onDevice, plane, point, beta);
  const phase = new Float64Array(numFeatures);
  const [a, b] = [new Float64Array(numFeatures), new Float64Array(numFeatures)];
  const [across, down] = [spacing(grid.u), spacing(grid.v)];
  // plain loops: Float64Array.from takes forty times as long
  for (let i = 0; i < numFeatures; i++) {
    phase[i] = (turns[i] ?? 0) - (angle[i] ?? 0) / (2 * Math.PI);
    a[i] = (turns[numRows + i] ?? 0) * across;
    b[i] = (turns[2 * numRows + i] ?? 0) * down;
  }
  const waves = { amplitude, phase, a, b };
  const sum = new PlaneWaveSum(size);
  for (let from = 0; from < numFeatures; from += WAVES_PER_STRETCH) {
    await yieldToEventLoop(signal);
    const to = Math.min(from + WAVES_PER_STRETCH, numFeatures);
    sum.add(waves, from, to);
    onProgress(to);
  }
  return (await sum.values(host, signal)).map((value) => value / numFeatures);
}

function spacing(points: Float64Array): number {
  return ((points.at(-1) ?? 0) - (points[0] ?? 0)) / (points.length - 1);
}
