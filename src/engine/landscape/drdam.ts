import { MIB } from '#shared/units';
import type { Runtime } from '../graphs/runtime';
import type { DistributedMemory, ProjectionOnDevice } from '../memories/features';
import { yieldToOthers } from '../yield';
import type { Grid } from './grid';
import type { Plane } from './plane';

/** The wave tables of one call to the device stay under this. */
const TABLE_BYTES_PER_CALL = 4 * MIB;
/** A table of grid offsets is coarse offsets times this many fine ones. */
const FINE = 16;

/**
 * phi.T on the grid [v, u]. It is a sum of plane waves and each wave is a factor in u times a factor in v, so a chunk
 * of features is one product of their tables. Exact for any extent. Cost: O(Y N^2).
 */
export async function drdamSimilarities(
  runtime: Runtime,
  { projection, tensors }: ProjectionOnDevice,
  memory: DistributedMemory,
  { origin, axes }: Plane,
  grid: Grid,
  beta: number,
  signal: AbortSignal,
  onProgress: (features: number) => void,
): Promise<Float32Array> {
  const { numRows, numFeatures } = projection;
  const turns = await planeTurns();
  const [u, v] = [offsets(grid.u), offsets(grid.v)];
  const graph = await runtime.graph('landscape_plane_waves');
  const tableRows = Math.max(u.padded, v.padded);
  const chunk = Math.max(64, Math.floor(TABLE_BYTES_PER_CALL / Float32Array.BYTES_PER_ELEMENT / tableRows));
  let sums: Float32Array = new Float32Array(u.padded * v.padded);
  for (let from = 0; from < numFeatures; from += chunk) {
    await yieldToOthers(signal);
    const to = Math.min(from + chunk, numFeatures);
    const out = await graph.run({
      turns: runtime.tensor(columnsOf(turns, numRows, from, to), [3, to - from]),
      t_cos: runtime.tensor(memory.cos.subarray(from, to), [1, to - from]),
      t_sin: runtime.tensor(memory.sin.subarray(from, to), [1, to - from]),
      u_coarse: u.coarse,
      u_fine: u.fine,
      v_coarse: v.coarse,
      v_fine: v.fine,
      sum: runtime.tensor(sums, [v.padded, u.padded]),
    });
    sums = out.floats('sum_next');
    onProgress(to);
  }
  return cropped();

  /** sqrt(beta) S x / 2 pi of origin and axes, [3, numRows]. */
  async function planeTurns(): Promise<Float32Array> {
    const project = await runtime.graph(`project_${projection.graph}`);
    const dim = origin.length;
    const states = new Float32Array(3 * dim);
    [origin, ...axes].forEach((state, i) => {
      states.set(state, i * dim);
    });
    const x = runtime.tensor(states, [3, dim]);
    const out = await project.run({ ...tensors, x, beta: runtime.scalar(beta) });
    return out.floats('turns');
  }

  function offsets(points: Float64Array) {
    const spacing = ((points.at(-1) ?? 0) - (points[0] ?? 0)) / (points.length - 1);
    const coarseCount = Math.ceil(points.length / FINE);
    const coarse = Float32Array.from(
      { length: coarseCount },
      (_, i) => (points[0] ?? 0) + i * FINE * spacing,
    );
    const fine = Float32Array.from({ length: FINE }, (_, i) => i * spacing);
    return {
      coarse: runtime.tensor(coarse, [coarseCount]),
      fine: runtime.tensor(fine, [FINE]),
      padded: coarseCount * FINE,
    };
  }

  /** The grid without the points that padded it to whole tables, divided by Y. */
  function cropped(): Float32Array {
    const width = grid.u.length;
    const similarities = new Float32Array(grid.v.length * width);
    for (let i = 0; i < grid.v.length; i++) {
      for (let j = 0; j < width; j++) {
        similarities[i * width + j] = (sums[i * u.padded + j] ?? 0) / numFeatures;
      }
    }
    return similarities;
  }
}

function columnsOf(rows: Float32Array, width: number, from: number, to: number): Float32Array {
  const part = new Float32Array(3 * (to - from));
  for (let i = 0; i < 3; i++) part.set(rows.subarray(i * width + from, i * width + to), i * (to - from));
  return part;
}
