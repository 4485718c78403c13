import type { Runtime } from '../graphs/runtime';
import type { FeatureSum } from '../memories/feature-sum';
import type { ProjectionOnDevice } from '../memories/projection-on-device';
import { yieldToEventLoop } from '../cooperative-yield';
import type { Grid } from './grid';
import { planePhases } from './plane-phases';
import { PlaneWaveSum } from './plane-waves';
import type { Plane } from '../vectors';

/** Waves between two yields: 3 ms, and up to 50 ms where the grid is far larger than the caches. */
const WAVES_PER_YIELD = 8192;

/**
 * Returns phi.T of the trigonometric maps on the grid [v, u], for any extent. On a plane each feature is a plane wave:
 * t_amplitude cos(h - t_phase) with h = h(point) + u h(axis u) + v h(axis v). Error: that of the projection in float32, and
 * at most 2e-8 sqrt(K_eff). Cost: O(Y), and O(N^3) with a small factor. `host` computes in float64.
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
  // phases are relative to the grid's middle point, so that they stay small
  const middle = Math.floor(size / 2);
  const point = [grid.u[middle] ?? 0, grid.v[middle] ?? 0] as const;
  const cycles = await planePhases(runtime, onDevice, plane, point, beta);
  const phase = new Float64Array(numFeatures);
  const [a, b] = [new Float64Array(numFeatures), new Float64Array(numFeatures)];
  const [across, down] = [spacing(grid.u), spacing(grid.v)];
  // plain loops: Float64Array.from takes forty times as long
  for (let i = 0; i < numFeatures; i++) {
    phase[i] = (cycles[i] ?? 0) - (angle[i] ?? 0) / (2 * Math.PI);
    a[i] = (cycles[numRows + i] ?? 0) * across;
    b[i] = (cycles[2 * numRows + i] ?? 0) * down;
  }
  const waves = { amplitude, phase, a, b };
  const sum = new PlaneWaveSum(size);
  for (let from = 0; from < numFeatures; from += WAVES_PER_YIELD) {
    await yieldToEventLoop(signal);
    const to = Math.min(from + WAVES_PER_YIELD, numFeatures);
    sum.add(waves, from, to);
    onProgress(to);
  }
  return (await sum.values(host, signal)).map((value) => value / numFeatures);
}

function spacing(points: Float64Array): number {
  return ((points.at(-1) ?? 0) - (points[0] ?? 0)) / (points.length - 1);
}
