/**
 * The predicted errors of DrDAM's energy and gradient at a state, for SinCos features with random
 * frequencies. They follow from distances alone: exact second moments of the estimated kernel sum, propagated
 * through the logarithm to first order. Valid for a signal-to-noise ratio of at least 3. Derivation:
 * docs/science.md.
 */
export interface PredictedErrors {
  /** Standard deviation of the energy's estimate. */
  readonly energy: number;
  /** Root mean square of the Euclidean norm |grad E^ - grad E|, where E^ is DrDAM's energy. */
  readonly gradient: number;
  /** The kernel sum s over the standard deviation of its estimate; infinite where the estimate is exact. */
  readonly signalToNoise: number;
}

/** The mean of |z| for a standard normal z, which converts a standard deviation to a mean absolute error. */
export const MEAN_ABSOLUTE_NORMAL = Math.sqrt(2 / Math.PI);

/** Returns the errors with Y features, given those with one: noise falls as 1 / sqrt(Y). */
export function withFeatures(one: PredictedErrors, numFeatures: number): PredictedErrors {
  const root = Math.sqrt(numFeatures);
  return {
    energy: one.energy / root,
    gradient: one.gradient / root,
    signalToNoise: one.signalToNoise * root,
  };
}

/** Sums over pairs of memories, which the errors at all states share. */
export interface MemoryPairs {
  /** [K, K] squared distances between memories. */
  readonly squares: Float64Array;
  /** K_eff: the sum of the kernel exp(-beta |xi_m - xi_n|^2 / 2) over all pairs. */
  readonly kernel: number;
  /** The same sum, each term weighted with D - beta |xi_m - xi_n|^2. */
  readonly slope: number;
}

/**
 * Returns the sums over pairs for squared distances between memories [K, K], in D = `dim` dimensions. Cost:
 * O(K^2).
 */
export function memoryPairs(squares: Float64Array, dim: number, beta: number): MemoryPairs {
  let [kernel, slope] = [0, 0];
  for (const square of squares) {
    const value = Math.exp((-beta / 2) * square);
    kernel += value;
    slope += (dim - beta * square) * value;
  }
  return { squares, kernel, slope };
}

/** Terms below exp of this are negligible and left out. */
const NEGLIGIBLE = -50;

/**
 * Returns the predicted errors at a state with a single feature; `withFeatures` converts them to Y features.
 * `toMemories` [K] holds the state's squared distances to the memories. Cost: O(K^2).
 */
export function predictErrors(
  toMemories: Float64Array,
  { squares, ...pairs }: MemoryPairs,
  dim: number,
  beta: number,
): PredictedErrors {
  const count = toMemories.length;
  const kernel = toMemories.map((square) => Math.exp((-beta / 2) * square));
  const signal = kernel.reduce((sum, k) => sum + k, 0);
  // (x - xi_m).(sum_l k_l (x - xi_l)) for each m
  const along = new Float64Array(count);
  let [mirrored, mirroredSlope, cross] = [0, 0, 0];
  for (let m = 0; m < count; m++) {
    const a = toMemories[m] ?? 0;
    let sum = 0;
    for (let l = 0; l < count; l++) {
      sum += (kernel[l] ?? 0) * (a + (toMemories[l] ?? 0) - (squares[m * count + l] ?? 0));
    }
    along[m] = sum / 2;
  }
  const slopeSquare = beta ** 2 * along.reduce((sum, c, m) => sum + c * (kernel[m] ?? 0), 0);
  for (let m = 0; m < count; m++) {
    const [a, c] = [toMemories[m] ?? 0, along[m] ?? 0];
    for (let n = 0; n <= m; n++) {
      // |2x - xi_m - xi_n|^2, the squared distance between xi_m and the reflection of xi_n in x
      const square = 2 * (a + (toMemories[n] ?? 0)) - (squares[m * count + n] ?? 0);
      const exponent = (-beta / 2) * square;
      if (exponent < NEGLIGIBLE) continue;
      const value = (n === m ? 1 : 2) * Math.exp(exponent); // (m, n) and (n, m) have equal terms
      mirrored += value;
      mirroredSlope += (dim - beta * square) * value;
      cross += value * (c + (along[n] ?? 0));
    }
  }
  const variance = Math.max(0, (pairs.kernel + mirrored) / 2 - signal ** 2);
  const slopeVariance = (beta / 2) * (pairs.slope - mirroredSlope) - slopeSquare;
  // grad s . Cov(grad s^, s^) is half the derivative of the variance along grad s
  const covariance = (beta ** 2 * cross - 2 * signal * slopeSquare) / 2;
  const square =
    (slopeVariance - (2 * covariance) / signal + (slopeSquare * variance) / signal ** 2) /
    (beta * signal) ** 2;
  return {
    energy: Math.sqrt(variance) / (beta * signal),
    gradient: Math.sqrt(Math.max(0, square)),
    signalToNoise: signal / Math.sqrt(variance),
  };
}
