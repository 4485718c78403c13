import type { Runtime } from '../graphs/runtime';
import type { ProjectionOnDevice } from '../memories/projection-on-device';
import type { Plane } from '../vectors';

/** Returns sqrt(beta) S x / 2 pi, phases in cycles, of the plane's point (u, v) and of its two axes: [3, numRows]. */
export async function planePhases(
  runtime: Runtime,
  { projection, tensors }: ProjectionOnDevice,
  { origin, axes }: Plane,
  [u, v]: readonly [number, number],
  beta: number,
): Promise<Float32Array> {
  const project = await runtime.graph(`project_${projection.graph}`);
  const point = origin.map((at, i) => at + u * (axes[0][i] ?? 0) + v * (axes[1][i] ?? 0));
  const dim = origin.length;
  const states = new Float32Array(3 * dim);
  [point, ...axes].forEach((state, i) => {
    states.set(state, i * dim);
  });
  const x = runtime.tensor(states, [3, dim]);
  const out = await project.run({ ...tensors, x, beta: runtime.scalar(beta) });
  return out.floats('phases');
}
