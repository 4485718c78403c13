import type { Runtime } from '../graphs/runtime';
import type { Grid, PlaneView } from './grid';

/**
 * MrDAM's energy on the grid [v, u], in float64: exp(-beta/2 |x - xi|^2) is a factor in u times a factor in v times a
 * constant of each memory, so the sums are one product [V, K] x [K, U]. Where it underflows, the point is redone with
 * its largest term taken out. Cost: O(K N^2).
 */
export async function mrdamLandscape(
  runtime: Runtime,
  { u, v, offPlane }: PlaneView,
  grid: Grid,
  beta: number,
): Promise<Float32Array> {
  const numMemories = u.length;
  const nearest = offPlane.reduce((a, b) => Math.min(a, b), Infinity);
  const rows = kernels(grid.v, v, beta);
  for (let k = 0; k < numMemories; k++) {
    const constant = Math.exp((-beta / 2) * ((offPlane[k] ?? 0) - nearest));
    for (let at = k; at < rows.length; at += numMemories) rows[at] = constant * (rows[at] ?? 0);
  }
  const columns = kernels(u, grid.u, beta);
  const graph = await runtime.graph('product_float64');
  const out = await graph.run({
    rows: runtime.tensor(rows, [grid.v.length, numMemories]),
    columns: runtime.tensor(columns, [numMemories, grid.u.length]),
  });
  const sums = out.doubles('product');

  const UNDERFLOW = 1e-290; // below this a sum has lost terms that count
  const energies = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i++) {
    const sum = sums[i] ?? 0;
    const logSum =
      sum > UNDERFLOW
        ? Math.log(sum) - (beta / 2) * nearest
        : shiftedLogSum(grid.u[i % grid.u.length] ?? 0, grid.v[Math.floor(i / grid.u.length)] ?? 0);
    energies[i] = -logSum / beta;
  }
  return energies;

  function shiftedLogSum(atU: number, atV: number): number {
    let largest = -Infinity;
    let total = 0;
    for (let k = 0; k < numMemories; k++) {
      const square = (atU - (u[k] ?? 0)) ** 2 + (atV - (v[k] ?? 0)) ** 2 + (offPlane[k] ?? 0);
      const score = (-beta / 2) * square;
      if (score > largest) {
        total = total * Math.exp(largest - score) + 1;
        largest = score;
      } else {
        total += Math.exp(score - largest);
      }
    }
    return largest + Math.log(total);
  }
}

/** exp(-beta/2 (a - b)^2) of all pairs, [left, right]. */
function kernels(left: Float64Array, right: Float64Array, beta: number): Float64Array {
  const table = new Float64Array(left.length * right.length);
  let next = 0;
  for (const a of left) {
    for (const b of right) table[next++] = Math.exp((-beta / 2) * (a - b) * (a - b));
  }
  return table;
}
