/**
 * The error that Y random frequencies leave in DrDAM's energy and gradient at a state, from distances alone: exact
 * second moments of the SinCos map, put through the logarithm to first order. Holds where the signal stands clear of
 * its noise (SNR of 3 and more). Derivation: docs/science.md.
 */
export interface PredictedErrors {
  /** Standard deviation of the energy. */
  readonly energy: number;
  /** Root mean square of |grad E^ - grad E|, Euclidean. */
  readonly gradient: number;
  /** s over the standard deviation of its estimate; infinite where that is exact. */
  readonly signalToNoise: number;
}

/** The mean of |z| for a standard normal z: turns a standard deviation into a mean absolute error. */
export const MEAN_ABSOLUTE_NORMAL = Math.sqrt(2 / Math.PI);

/** The same with Y features instead of one: noise falls as 1 / sqrt(Y). */
export function withFeatures(one: PredictedErrors, numFeatures: number): PredictedErrors {
  const root = Math.sqrt(numFeatures);
  return {
    energy: one.energy / root,
    gradient: one.gradient / root,
    signalToNoise: one.signalToNoise * root,
  };
}

/** What the errors at any state take from the memories alone. */
export interface MemoryPairs {
  /** [K, K] squared distances. */
  readonly squares: Float64Array;
  /** K_eff: the kernel summed over all pairs. */
  readonly kernel: number;
  /** The same, weighted with D - beta |xi_m - xi_n|^2. */
  readonly slope: number;
}

/** Of squared distances between memories [K, K]. */
export function memoryPairs(squares: Float64Array, dim: number, beta: number): MemoryPairs {
  let [kernel, slope] = [0, 0];
  for (const square of squares) {
    const value = Math.exp((-beta / 2) * square);
    kernel += value;
    slope += (dim - beta * square) * value;
  }
  return { squares, kernel, slope };
}

/** Terms below exp of this are left out. */
const NEGLIGIBLE = -50;

/**
 * Of a single feature; `withFeatures` gives those of Y. `toMemories` [K] are the squared distances of a state to the
 * memories. Cost: O(K^2).
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
      // |2x - xi_m - xi_n|^2: the pair's mean, mirrored in the state
      const square = 2 * (a + (toMemories[n] ?? 0)) - (squares[m * count + n] ?? 0);
      const exponent = (-beta / 2) * square;
      if (exponent < NEGLIGIBLE) continue;
      const value = (n === m ? 1 : 2) * Math.exp(exponent); // a pair and its mirror image
      mirrored += value;
      mirroredSlope += (dim - beta * square) * value;
      cross += value * (c + (along[n] ?? 0));
    }
  }
  const variance = Math.max(0, (pairs.kernel + mirrored) / 2 - signal ** 2);
  const slopeVariance = (beta / 2) * (pairs.slope - mirroredSlope) - slopeSquare;
  // grad s . Cov(grad s^, s^), which is half the slope of the variance along grad s
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
