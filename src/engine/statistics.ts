/** Returns the mean of the values, in float64; NaN for none. */
export function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Returns the standard error of the mean: the sample standard deviation over sqrt(n). Null for fewer than two
 * values.
 */
export function standardError(values: ArrayLike<number>): number | null {
  const n = values.length;
  if (n < 2) return null;
  const middle = mean(values);
  const squares = Array.from(values, (value) => (value - middle) ** 2);
  return Math.sqrt((mean(squares) * n) / (n - 1) / n);
}

/**
 * Returns the mean of rates and its standard error: the error of the mean over the groups, or of a binomial rate,
 * sqrt(p (1 - p) / n), where there is one group. At a binomial rate of 0 or 1 it is 0, and no bound of the true rate.
 *
 * @param groups how many of how many succeeded, at least one group, none of them empty.
 */
export function meanRate(groups: readonly { readonly count: number; readonly of: number }[]): {
  mean: number;
  error: number;
} {
  const rates = groups.map(({ count, of }) => count / of);
  const rate = mean(rates);
  const all = groups.reduce((sum, { of }) => sum + of, 0);
  return { mean: rate, error: standardError(rates) ?? Math.sqrt((rate * (1 - rate)) / all) };
}

/**
 * Returns the 95 % confidence interval of the mean of a normal sample: the mean plus and minus `half`. `half`
 * is null for fewer than two values.
 */
export function confidenceInterval(values: ArrayLike<number>): { mean: number; half: number | null } {
  const error = standardError(values);
  return { mean: mean(values), half: error === null ? null : studentT(values.length - 1) * error };
}

/** The 97.5 % point of the normal distribution. */
const NORMAL_POINT = 1.959963985;

/**
 * Returns the 97.5 % point of Student's t distribution, expanded in 1 / degrees around the normal one
 * (Abramowitz and Stegun, 26.7.5). It is accurate to 1e-3 from 4 degrees of freedom on.
 */
export function studentT(degrees: number): number {
  const z = NORMAL_POINT;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ];
  return terms.reduce((sum, term, i) => sum + term / degrees ** (i + 1), z);
}

/** Returns the root of the mean of the squared values. */
export function rootMeanSquare(values: ArrayLike<number>): number {
  return Math.sqrt(mean(Array.from(values, (value) => value ** 2)));
}

/** Returns the median, the mean of the middle two for an even number of values; NaN for none. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? NaN)) / 2;
}

/** Fits y = a + b x by least squares. Returns null if all x are equal. */
export function linearFit(x: ArrayLike<number>, y: ArrayLike<number>): { a: number; b: number } | null {
  const [meanX, meanY] = [mean(x), mean(y)];
  const products = Array.from(x, (value, i) => (value - meanX) * ((y[i] ?? NaN) - meanY));
  const square = mean(Array.from(x, (value) => (value - meanX) ** 2));
  if (!(square > 0)) return null;
  const b = mean(products) / square;
  return { a: meanY - b * meanX, b };
}

/**
 * Fits y = c x^p by least squares in the logarithms and returns p. Returns null for fewer than two distinct
 * x.
 */
export function logLogSlope(x: readonly number[], y: readonly number[]): number | null {
  return linearFit(x.map(Math.log), y.map(Math.log))?.b ?? null;
}

/**
 * Interpolates y at `at` between known points, linearly in the logarithms. Returns null outside the known
 * range. Where `x` descends, as measured times that are mostly overhead may, its running maximum is used
 * instead.
 */
export function interpolateLogLog(x: readonly number[], y: readonly number[], at: number): number | null {
  for (let i = 1; i < x.length; i++) {
    const [left, right] = [Math.max(...x.slice(0, i)), Math.max(...x.slice(0, i + 1))];
    if (at < left || at > right || left === right) continue;
    const share = Math.log(at / left) / Math.log(right / left);
    return (y[i - 1] ?? NaN) ** (1 - share) * (y[i] ?? NaN) ** share;
  }
  return null;
}

/** Returns the number, or null if it is not finite, because tables contain no infinities or NaN. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
