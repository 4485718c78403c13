import type { Runtime } from '../graphs/runtime';
import type { FeatureSum } from '../memories/feature-sum';
import type { ProjectionOnDevice } from '../memories/projection-on-device';
import { yieldToEventLoop } from '../cooperative-yield';
import type { Grid } from './grid';
import { planePhases } from './plane-phases';
import type { Plane } from '../vectors';

/** The largest size of the tables of one product. */
const TABLE_BYTES_PER_CALL = 8 * 2 ** 20;

/** The features' exponents on the plane: base + along u + across v. */
interface Exponents {
  readonly base: Float64Array;
  readonly along: Float64Array;
  readonly across: Float64Array;
}

/**
 * Returns log phi.T of the positive maps on the grid [v, u], in float64. A feature is exp(base + u along + v across), a
 * factor in u times a factor in v, so that a chunk of features is one product of two tables. All factors are relative to
 * the largest that the grid can reach. `host` computes in float64. Cost: O(Y N^2).
 */
export async function positiveLogSimilarities(
  host: Runtime,
  runtime: Runtime,
  onDevice: ProjectionOnDevice,
  memory: FeatureSum,
  plane: Plane,
  { u, v }: Grid,
  beta: number,
  signal: AbortSignal,
  onProgress: (numDone: number) => void,
): Promise<Float64Array> {
  const { numFeatures, numRows } = onDevice.projection;
  const cycles = await planePhases(runtime, onDevice, plane, [0, 0], beta);
  const logSums = Object.entries(memory.inputs());
  const features = logSums.map(([name, logs]) => exponents(cycles, logs, numRows, numFeatures, name));
  const [reachU, reachV] = [farthest(u), farthest(v)];
  let top = -Infinity;
  for (const { base, along, across } of features) {
    for (let i = 0; i < numFeatures; i++) {
      const most = reachU * Math.abs(along[i] ?? 0) + reachV * Math.abs(across[i] ?? 0);
      top = Math.max(top, (base[i] ?? 0) + most);
    }
  }
  const product = await host.graph('product_float64');
  const sums = new Float64Array(v.length * u.length);
  const chunk = Math.max(
    64,
    Math.floor(TABLE_BYTES_PER_CALL / (Float64Array.BYTES_PER_ELEMENT * (u.length + v.length))),
  );
  for (const [k, { base, along, across }] of features.entries()) {
    for (let from = 0; from < numFeatures; from += chunk) {
      await yieldToEventLoop(signal);
      const count = Math.min(chunk, numFeatures - from);
      const rows = new Float64Array(v.length * count);
      const cells = new Float64Array(count * u.length);
      for (let i = 0; i < count; i++) {
        const [a, b] = [along[from + i] ?? 0, across[from + i] ?? 0];
        const [mostA, mostB] = [reachU * Math.abs(a), reachV * Math.abs(b)];
        const weight = (base[from + i] ?? 0) + mostA + mostB - top;
        for (let j = 0; j < u.length; j++) cells[i * u.length + j] = Math.exp(a * (u[j] ?? 0) - mostA);
        for (let j = 0; j < v.length; j++) rows[j * count + i] = Math.exp(b * (v[j] ?? 0) - mostB + weight);
      }
      const out = await product.run({
        rows: host.tensor(rows, [v.length, count]),
        columns: host.tensor(cells, [count, u.length]),
      });
      out.doubles('product').forEach((value, i) => (sums[i] = (sums[i] ?? 0) + value));
      onProgress((k * numFeatures + from + count) / features.length);
    }
  }
  const [uu, vv] = [squares(u, plane, 0), squares(v, plane, 1)];
  const square0 = plane.origin.reduce((sum, at) => sum + at * at, 0);
  return sums.map((sum, i) => {
    const square = square0 + (uu[i % u.length] ?? 0) + (vv[Math.floor(i / u.length)] ?? 0);
    const count = numFeatures * features.length;
    return top + Math.log(Math.max(sum, Number.MIN_VALUE) / count) - beta * square;
  });
}

function exponents(
  cycles: Float32Array,
  logs: Float32Array,
  numRows: number,
  numFeatures: number,
  name: string,
): Exponents {
  const sign = name.endsWith('minus') ? -2 * Math.PI : 2 * Math.PI;
  const part = (row: number) =>
    Float64Array.from({ length: numFeatures }, (_, i) => sign * (cycles[row * numRows + i] ?? 0));
  return { base: part(0).map((h, i) => h + (logs[i] ?? 0)), along: part(1), across: part(2) };
}

function farthest(points: Float64Array): number {
  return Math.max(Math.abs(points[0] ?? 0), Math.abs(points.at(-1) ?? 0));
}

/** Returns what a coordinate along an orthonormal axis adds to |x|^2: its square, and twice its product with the origin's. */
function squares(points: Float64Array, { origin, axes }: Plane, axis: 0 | 1): Float64Array {
  const overlap = origin.reduce((sum, at, i) => sum + at * (axes[axis][i] ?? 0), 0);
  return points.map((p) => p * p + 2 * p * overlap);
}
