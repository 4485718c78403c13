/** Numbers about samples, in float64. */

export function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the mean: the sample's standard deviation over sqrt(n); null for a single value. */
export function standardError(values: ArrayLike<number>): number | null {
  const n = values.length;
  if (n < 2) return null;
  const middle = mean(values);
  const squares = Array.from(values, (value) => (value - middle) ** 2);
  return Math.sqrt((mean(squares) * n) / (n - 1) / n);
}

export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? NaN)) / 2;
}

/** The exponent p of y = c x^p by least squares in the logarithms; null for fewer than two points. */
export function logLogSlope(x: readonly number[], y: readonly number[]): number | null {
  if (x.length < 2) return null;
  const [logX, logY] = [x.map(Math.log), y.map(Math.log)];
  const [meanX, meanY] = [mean(logX), mean(logY)];
  const products = logX.map((value, i) => (value - meanX) * ((logY[i] ?? NaN) - meanY));
  const squares = logX.map((value) => (value - meanX) ** 2);
  return mean(products) / mean(squares);
}
