import type { Runtime } from '../graphs/runtime';
import type { Grid, MemoriesOnPlane } from './grid';

/**
 * Returns MrDAM's energy on the grid [v, u], summed in float64. exp(-beta/2 |x - xi|^2) is a factor in u times a factor in v
 * times a constant of each memory, so that all sums are one product [V, K] x [K, U]. A point where the sum underflows is
 * computed again relative to its largest term. Cost: O(K N^2).
 */
export async function mrdamLandscape(
  runtime: Runtime,
  { u, v, offPlane }: MemoriesOnPlane,
  grid: Grid,
  beta: number,
): Promise<Float32Array> {
  const numMemories = u.length;
  const nearest = offPlane.reduce((a, b) => Math.min(a, b), Infinity);
  const rows = new Float64Array(grid.v.length * numMemories);
  const columns = new Float64Array(numMemories * grid.u.length);
  for (let k = 0; k < numMemories; k++) {
    const constant = Math.exp((-beta / 2) * ((offPlane[k] ?? 0) - nearest));
    fillKernels(rows, k, numMemories, grid.v, v[k] ?? 0, constant, beta);
    fillKernels(columns, k * grid.u.length, 1, grid.u, u[k] ?? 0, 1, beta);
  }
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

/**
 * Writes weight exp(-beta/2 (point - at)^2) of evenly spaced points to the table, from `first` on in strides. From the
 * nearest point outwards each value is the one before times a ratio, which itself shrinks by a constant ratio: three
 * exponentials instead of one for each point. Relative error: 1e-16 times half the square of the number of points.
 */
function fillKernels(
  table: Float64Array,
  first: number,
  stride: number,
  points: Float64Array,
  at: number,
  weight: number,
  beta: number,
): void {
  const [start, last] = [points[0] ?? 0, points.length - 1];
  const spacing = ((points[last] ?? 0) - start) / last;
  const nearest = Math.min(last, Math.max(0, Math.round((at - start) / spacing)));
  const offset = (points[nearest] ?? 0) - at;
  const bend = Math.exp(-beta * spacing * spacing);
  for (const direction of [1, -1]) {
    let value = weight * Math.exp((-beta / 2) * offset * offset);
    let ratio = Math.exp(-beta * spacing * (direction * offset + spacing / 2));
    for (let j = nearest; j >= 0 && j <= last; j += direction) {
      table[first + j * stride] = value;
      value *= ratio;
      ratio *= bend;
    }
  }
}
