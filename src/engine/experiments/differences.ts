/** How far gradients [n, dim] are from others: of each query the mean |difference| over coordinates, and the norm. */
export function gradientDifferences(
  found: ArrayLike<number>,
  wanted: ArrayLike<number>,
  dim: number,
): { absolute: Float64Array; norms: Float64Array } {
  const count = found.length / dim;
  const absolute = new Float64Array(count);
  const norms = new Float64Array(count);
  for (let q = 0; q < count; q++) {
    let [sum, square] = [0, 0];
    for (let i = q * dim; i < (q + 1) * dim; i++) {
      const difference = (found[i] ?? NaN) - (wanted[i] ?? NaN);
      sum += Math.abs(difference);
      square += difference ** 2;
    }
    absolute[q] = sum / dim;
    norms[q] = Math.sqrt(square);
  }
  return { absolute, norms };
}
