import { difference, dot, rowOf, scaled } from '../../vectors';
import type { MemorySet } from '../../memories/memory-set';
import { meanState } from '../../memories/queries';
import { Random, Stream } from '../../memories/random';
import type { OnnxEnergy } from './onnx-energy';

/** How the gradient of an energy compares with central differences. */
export interface GradientCheck {
  /** The largest |gradient - differences| / |gradient| over the conclusive states; null where there is none. */
  readonly relativeError: number | null;
  /** Whether the error is within what rounding and the differences themselves explain. */
  readonly agrees: boolean;
  /** How many states are conclusive; at the others the energy is flat in float32, or not finite. */
  readonly numStates: number;
  /** How many states have an energy or a gradient that is not finite. */
  readonly numNotFinite: number;
}

/** Random directions that represent all those across the gradient. */
const RANDOM_DIRECTIONS = 4;
/**
 * Half widths of the differences, in units of the memories' spread. Wide ones include curvature and narrow ones rounding;
 * a correct gradient agrees at one of them.
 */
const WIDTHS = [1e-1, 3e-2, 1e-2, 3e-3, 1e-3];
/** So narrow that the energy is linear, and deviations are rounding. */
const NOISE_WIDTH = 1e-5;
/** The error that curvature and kinks leave at the best width; wrong gradients are off by their own size. */
const TOLERANCE = 0.02;
/** A state where rounding makes up more than this of the gradient is not conclusive. */
const MAX_NOISE = 0.5;

/**
 * Returns states [n, dim] at which an energy is unlikely to be flat or minimal: up to three, a quarter of the way from the
 * first memories to the mean of all (to the origin where there is one memory), and the first two queries.
 */
export function statesToCheck({ states, dim }: Pick<MemorySet, 'states' | 'dim'>, queries: Float32Array) {
  const count = Math.min(3, states.length / dim);
  const goal = states.length > dim ? meanState(states, dim) : new Float64Array(dim);
  const between = Float32Array.from(
    states.subarray(0, count * dim),
    (value, i) => value + ((goal[i % dim] ?? 0) - value) / 4,
  );
  return Float32Array.from([...between, ...queries.subarray(0, 2 * dim)]);
}

/**
 * Compares the gradient with central differences of the energy, along it and across it, at every state [n, dim].
 * Cost: 61 evaluations of the energy for each state.
 */
export async function checkGradient(
  energy: Pick<OnnxEnergy, 'dim' | 'evaluate' | 'energies'>,
  states: Float32Array,
  memories: Float32Array,
  beta: number,
  signal: AbortSignal,
): Promise<GradientCheck> {
  const { dim } = energy;
  const widths = [NOISE_WIDTH, ...WIDTHS].map((width) => width * spreadOf(memories, dim));
  const { energies, gradients } = await energy.evaluate(states, beta, signal);
  let [worst, agrees, numStates, numNotFinite] = [0, true, 0, 0];
  for (let s = 0; s < energies.length; s++) {
    const gradient = rowOf(gradients, s, dim);
    const here = energies[s] ?? NaN;
    if (!Number.isFinite(here) || !gradient.every(Number.isFinite)) {
      numNotFinite++;
      continue;
    }
    const directions = directionsFor(gradient, s);
    const points = pointsAround(rowOf(states, s, dim), directions, widths);
    const around = await energy.energies(points, beta, signal);
    const { error, noise } = compare(gradient, directions, widths, here, around);
    if (!(noise <= MAX_NOISE)) continue;
    numStates++;
    worst = Math.max(worst, error);
    agrees &&= error <= TOLERANCE + noise;
  }
  return { relativeError: numStates > 0 ? worst : null, agrees, numStates, numNotFinite };
}

/** Returns unit vectors: the direction of the gradient, if it has one, and random ones perpendicular to it. */
function directionsFor(gradient: Float32Array, block: number): Float64Array[] {
  const along = unit(gradient);
  const random = new Random(0, Stream.gradientCheck, block);
  const across = Array.from({ length: RANDOM_DIRECTIONS }, () => {
    const vector = along.map(() => random.normal());
    return unit(difference(vector, scaled(along, dot(along, vector))));
  });
  return [along, ...across];
}

/** Scales a vector to length 1; 0 stays 0. */
function unit(vector: ArrayLike<number>): Float64Array {
  return scaled(Float64Array.from(vector), 1 / (Math.sqrt(dot(vector, vector)) || 1));
}

/** Returns the points [widths, directions, 2, dim] ahead of a state and behind it in each direction. */
function pointsAround(
  state: Float32Array,
  directions: readonly Float64Array[],
  widths: readonly number[],
): Float32Array {
  const points = new Float32Array(widths.length * directions.length * 2 * state.length);
  let at = 0;
  for (const width of widths) {
    for (const direction of directions) {
      for (const offset of [width, -width]) {
        for (const [i, value] of state.entries()) points[at++] = value + offset * (direction[i] ?? 0);
      }
    }
  }
  return points;
}

interface Comparison {
  /** |gradient - differences| and the part of it that rounding explains, relative to the longer of both gradients. */
  readonly error: number;
  readonly noise: number;
}

/** `around` [widths, directions, 2] are the energies of `pointsAround`; the first width measures rounding. */
function compare(
  gradient: Float32Array,
  directions: readonly Float64Array[],
  widths: readonly number[],
  here: number,
  around: Float32Array,
): Comparison {
  const dim = gradient.length;
  const pair = (width: number, direction: number): [number, number] => {
    const at = 2 * (width * directions.length + direction);
    return [around[at] ?? NaN, around[at + 1] ?? NaN];
  };
  const bends = directions.map((_, d) => pair(0, d)[0] + pair(0, d)[1] - 2 * here);
  const rounding = Math.max(Math.sqrt(dot(bends, bends) / (6 * bends.length)), 2 ** -24 * Math.abs(here));

  const length = Math.sqrt(dot(gradient, gradient));
  const found = widths.slice(1).map((width, r) => {
    const slopes = directions.map((_, d) => (pair(r + 1, d)[0] - pair(r + 1, d)[1]) / (2 * width));
    const errors = directions.map((direction, d) => (slopes[d] ?? NaN) - dot(direction, gradient));
    const size = Math.max(length, Math.hypot(...partsOf(slopes, dim)));
    const noise = rounding / (Math.SQRT2 * width * size);
    const [along, across] = partsOf(errors, dim);
    return {
      along: { error: along / size, noise },
      across: { error: across / size, noise: noise * Math.sqrt(dim) },
    };
  });
  // along the gradient curvature dominates, across it rounding: each has its own best width
  const along = leastOf(found.map((one) => one.along));
  const across = leastOf(found.map((one) => one.across));
  return along.error > across.error ? along : across;
}

function leastOf(comparisons: readonly Comparison[]): Comparison {
  const sum = ({ error, noise }: Comparison) => error + noise;
  return comparisons.reduce((best, one) => (sum(one) < sum(best) ? one : best), {
    error: Infinity,
    noise: Infinity,
  });
}

/** Returns the lengths of a vector along the first direction and across it, the latter estimated from random directions. */
function partsOf([first = 0, ...random]: readonly number[], dim: number): [along: number, across: number] {
  return [Math.abs(first), Math.sqrt(((dim - 1) * dot(random, random)) / random.length)];
}

/** Returns the RMS distance of the memories from their mean; their length where they are equal, and 1 where that is 0. */
function spreadOf(memories: Float32Array, dim: number): number {
  const mean = meanState(memories, dim);
  let [spread, length] = [0, 0];
  memories.forEach((value, i) => {
    spread += (value - (mean[i % dim] ?? 0)) ** 2;
    length += value ** 2;
  });
  const square = spread > 1e-12 * length ? spread : length; // equal memories differ from their mean by rounding
  return Math.sqrt(square / (memories.length / dim)) || 1;
}
