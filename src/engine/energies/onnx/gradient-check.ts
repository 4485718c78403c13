import { difference, dot, rowOf, scaled } from '../../vectors';
import type { Memories } from '../../memories/memory-set';
import { meanState } from '../../memories/queries';
import { Random, Stream } from '../../memories/random';
import type { OnnxEnergy } from './onnx-energy';

/** What central differences of an energy say of the gradient that comes with it. */
export interface GradientCheck {
  /** The largest |gradient - differences| / |gradient| of the states that tell something; null where none does. */
  readonly relativeError: number | null;
  /** Whether it is within what float32 and the differences themselves explain. */
  readonly agrees: boolean;
  /** How many states tell something; at the others the energy is flat, as far as float32 sees, or not finite. */
  readonly numStates: number;
  /** At how many states energy or gradient is not finite. */
  readonly numNotFinite: number;
}

/** Besides its own, so many random directions stand for all of a gradient's. */
const RANDOM_DIRECTIONS = 4;
/** Of the memories' spread: long ones see curvature, short ones rounding, and a right gradient agrees at one of them. */
const REACHES = [1e-1, 3e-2, 1e-2, 3e-3, 1e-3];
/** So short that the energy is straight: what it is not is rounding. */
const NOISE_REACH = 1e-5;
/** What is left of curvature and kinks at the best reach; wrong gradients are wrong by their own size. */
const TOLERANCE = 0.02;
/** A state at which rounding makes up more than this of the gradient tells nothing. */
const MOST_NOISE = 0.5;

/**
 * States at which energies of memories are neither flat nor at rest: a quarter of the way from the first memories to
 * the mean of all (or to the origin, where there is one alone), and the first queries.
 */
export function statesToCheck({ states, dim }: Pick<Memories, 'states' | 'dim'>, queries: Float32Array) {
  const count = Math.min(3, states.length / dim);
  const goal = states.length > dim ? meanState(states, dim) : new Float64Array(dim);
  const between = Float32Array.from(
    states.subarray(0, count * dim),
    (value, i) => value + ((goal[i % dim] ?? 0) - value) / 4,
  );
  return Float32Array.from([...between, ...queries.subarray(0, 2 * dim)]);
}

/** Cost: 61 evaluations of the energy for each state. */
export async function checkGradient(
  energy: Pick<OnnxEnergy, 'dim' | 'evaluate' | 'energies'>,
  states: Float32Array,
  memories: Float32Array,
  beta: number,
  signal: AbortSignal,
): Promise<GradientCheck> {
  const { dim } = energy;
  const reaches = [NOISE_REACH, ...REACHES].map((reach) => reach * spreadOf(memories, dim));
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
    const points = pointsAround(rowOf(states, s, dim), directions, reaches);
    const around = await energy.energies(points, beta, signal);
    const { error, noise } = compare(gradient, directions, reaches, here, around);
    if (!(noise <= MOST_NOISE)) continue;
    numStates++;
    worst = Math.max(worst, error);
    agrees &&= error <= TOLERANCE + noise;
  }
  return { relativeError: numStates > 0 ? worst : null, agrees, numStates, numNotFinite };
}

/** Unit vectors: the gradient's own direction, where it has one, and random ones across it. */
function directionsFor(gradient: Float32Array, block: number): Float64Array[] {
  const along = unit(gradient);
  const random = new Random(0, Stream.gradientCheck, block);
  const across = Array.from({ length: RANDOM_DIRECTIONS }, () => {
    const vector = along.map(() => random.normal());
    return unit(difference(vector, scaled(along, dot(along, vector))));
  });
  return [along, ...across];
}

/** The vector at length 1; 0 stays 0. */
function unit(vector: ArrayLike<number>): Float64Array {
  return scaled(Float64Array.from(vector), 1 / (Math.sqrt(dot(vector, vector)) || 1));
}

/** [reaches, directions, 2, dim]: ahead and behind in each direction. */
function pointsAround(
  state: Float32Array,
  directions: readonly Float64Array[],
  reaches: readonly number[],
): Float32Array {
  const points = new Float32Array(reaches.length * directions.length * 2 * state.length);
  let at = 0;
  for (const reach of reaches) {
    for (const direction of directions) {
      for (const way of [reach, -reach]) {
        for (const [i, value] of state.entries()) points[at++] = value + way * (direction[i] ?? 0);
      }
    }
  }
  return points;
}

interface Comparison {
  /** |gradient - differences| and what rounding adds to it, both relative to the longer of the two gradients. */
  readonly error: number;
  readonly noise: number;
}

/** `around` [reaches, directions, 2]: the energies of `pointsAround`, the first reach being the one that shows noise. */
function compare(
  gradient: Float32Array,
  directions: readonly Float64Array[],
  reaches: readonly number[],
  here: number,
  around: Float32Array,
): Comparison {
  const dim = gradient.length;
  const pair = (reach: number, direction: number): [number, number] => {
    const at = 2 * (reach * directions.length + direction);
    return [around[at] ?? NaN, around[at + 1] ?? NaN];
  };
  const bends = directions.map((_, d) => pair(0, d)[0] + pair(0, d)[1] - 2 * here);
  const rounding = Math.max(Math.sqrt(dot(bends, bends) / (6 * bends.length)), 2 ** -24 * Math.abs(here));

  const length = Math.sqrt(dot(gradient, gradient));
  const found = reaches.slice(1).map((reach, r) => {
    const slopes = directions.map((_, d) => (pair(r + 1, d)[0] - pair(r + 1, d)[1]) / (2 * reach));
    const errors = directions.map((direction, d) => (slopes[d] ?? NaN) - dot(direction, gradient));
    const size = Math.max(length, Math.hypot(...partsOf(slopes, dim)));
    const noise = rounding / (Math.SQRT2 * reach * size);
    const [along, across] = partsOf(errors, dim);
    return {
      along: { error: along / size, noise },
      across: { error: across / size, noise: noise * Math.sqrt(dim) },
    };
  });
  // along the gradient curvature is felt first, across it rounding: each has a reach of its own
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

/** The lengths of a vector's parts along the first direction and across it, the latter from what the random ones see. */
function partsOf([first = 0, ...random]: readonly number[], dim: number): [along: number, across: number] {
  return [Math.abs(first), Math.sqrt(((dim - 1) * dot(random, random)) / random.length)];
}

/** The RMS distance of the memories from their mean; where they are all one, its length; where that is 0 too, 1. */
function spreadOf(memories: Float32Array, dim: number): number {
  const mean = meanState(memories, dim);
  let [spread, length] = [0, 0];
  memories.forEach((value, i) => {
    spread += (value - (mean[i % dim] ?? 0)) ** 2;
    length += value ** 2;
  });
  const square = spread > 1e-12 * length ? spread : length; // equal ones differ from their mean by rounding
  return Math.sqrt(square / (memories.length / dim)) || 1;
}
