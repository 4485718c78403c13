import { MIB } from '#shared/units';
import type { Runtime } from '../graphs/runtime';
import type { DistributedMemory } from '../memories/distributed';
import type { ProjectionOnDevice } from '../memories/features';
import { yieldToOthers } from '../yield';
import type { Grid } from './grid';
import { planeTurns } from './plane-turns';
import type { Plane } from '../vectors';

/** The wave tables of one call to the device stay under this. */
const TABLE_BYTES_PER_CALL = 2 * MIB;
/** A table of grid offsets is coarse offsets times this many fine ones. */
const FINE = 8;
/** The quarters' sums, in the graph's names: products of cosines and sines along v and u. */
const SUMS = ['cc', 'ss', 'cs', 'sc'] as const;

/**
 * phi.T on the grid [v, u]. It is a sum of plane waves; each is a factor in u times a factor in v, and a grid is even
 * about its centre, so a chunk of features is four products of tables of a quarter of the grid
 * (models/export/landscape.py). Exact for any extent. Cost: O(Y N^2).
 */
export async function drdamSimilarities(
  runtime: Runtime,
  onDevice: ProjectionOnDevice,
  memory: Pick<DistributedMemory, 'columns'>,
  plane: Plane,
  grid: Grid,
  beta: number,
  signal: AbortSignal,
  onProgress: (features: number) => void,
): Promise<Float32Array> {
  const { numRows, numFeatures } = onDevice.projection;
  const [u, v] = [halfAxis(grid.u), halfAxis(grid.v)];
  const turns = await planeTurns(runtime, onDevice, plane, [u.center, v.center], beta);
  const { t_cos: cos = new Float32Array(), t_sin: sin = new Float32Array() } = memory.columns();
  const offsets = {
    u_coarse: runtime.tensor(u.coarse, [u.coarse.length]),
    u_fine: runtime.tensor(u.fine, [FINE]),
    v_coarse: runtime.tensor(v.coarse, [v.coarse.length]),
    v_fine: runtime.tensor(v.fine, [FINE]),
  };
  const graph = await runtime.graph('landscape_plane_waves');
  const tableRowBytes = Math.max(u.padded, v.padded) * Float32Array.BYTES_PER_ELEMENT;
  const chunk = Math.max(64, Math.floor(TABLE_BYTES_PER_CALL / tableRowBytes));
  const quarter = [v.padded, u.padded] as const;
  const empty = new Float32Array(v.padded * u.padded);
  let sums: Float32Array[] = SUMS.map(() => empty);
  for (let from = 0; from < numFeatures; from += chunk) {
    await yieldToOthers(signal);
    const to = Math.min(from + chunk, numFeatures);
    const out = await graph.run({
      ...offsets,
      turns: runtime.tensor(columnsOf(turns, numRows, from, to), [3, to - from]),
      t_cos: runtime.tensor(cos.subarray(from, to), [1, to - from]),
      t_sin: runtime.tensor(sin.subarray(from, to), [1, to - from]),
      ...Object.fromEntries(SUMS.map((name, i) => [name, runtime.tensor(sums[i] ?? empty, quarter)])),
    });
    sums = SUMS.map((name) => out.floats(`${name}_next`));
    onProgress(to);
  }
  return unfolded(sums);

  /** The whole grid from its quarters, divided by Y. */
  function unfolded([cc, ss, cs, sc]: readonly Float32Array[]): Float32Array {
    const similarities = new Float32Array(grid.v.length * grid.u.length);
    for (let i = 0; i < grid.v.length; i++) {
      const { index: row, sign: signV } = v.offsetOf(i);
      for (let j = 0; j < grid.u.length; j++) {
        const { index: column, sign: signU } = u.offsetOf(j);
        const at = row * u.padded + column;
        const sum =
          (cc?.[at] ?? 0) -
          signU * signV * (ss?.[at] ?? 0) -
          signU * (cs?.[at] ?? 0) -
          signV * (sc?.[at] ?? 0);
        similarities[i * grid.u.length + j] = sum / numFeatures;
      }
    }
    return similarities;
  }
}

/** An evenly spaced axis as its centre and the offsets >= 0 from it, in coarse and fine steps. */
function halfAxis(points: Float64Array) {
  const [first, last] = [points[0] ?? 0, points.at(-1) ?? 0];
  const spacing = (last - first) / (points.length - 1);
  const middle = (points.length - 1) / 2; // between two points where their number is even
  const smallest = middle % 1;
  const coarseCount = Math.ceil((Math.floor(middle) + 1) / FINE);
  return {
    center: (first + last) / 2,
    coarse: Float32Array.from({ length: coarseCount }, (_, i) => (smallest + i * FINE) * spacing),
    fine: Float32Array.from({ length: FINE }, (_, i) => i * spacing),
    padded: coarseCount * FINE,
    offsetOf(point: number): { index: number; sign: 1 | -1 } {
      const steps = point - middle;
      return { index: Math.floor(Math.abs(steps)), sign: steps < 0 ? -1 : 1 };
    },
  };
}

function columnsOf(rows: Float32Array, width: number, from: number, to: number): Float32Array {
  const part = new Float32Array(3 * (to - from));
  for (let i = 0; i < 3; i++) part.set(rows.subarray(i * width + from, i * width + to), i * (to - from));
  return part;
}
