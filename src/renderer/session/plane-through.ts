import { EngineError } from '#shared/errors';
import type { PlaneSpec } from '#shared/setup';
import { encodeBase64 } from '#shared/base64';
import { areNumbersEqual } from '../domain/equality';

/** A plane origin + u axes[0] + v axes[1] of state space, axes orthonormal; all [dim]. */
export interface Plane {
  readonly origin: Float64Array;
  readonly axes: readonly [Float64Array, Float64Array];
}

/** Of a direction that is left once another was taken out, less than this share is rounding of float32 states. */
const LEAST_SHARE = 1e-4;

/**
 * The plane through three states: the first is the origin, u points to the second, and the third lies above the u axis.
 * In float64. Refuses states on one line.
 */
export function planeThrough([a, b, c]: readonly [Float32Array, Float32Array, Float32Array]): Plane {
  const origin = Float64Array.from(a);
  const [toB, toC] = [b, c].map((state) => origin.map((value, i) => (state[i] ?? 0) - value));
  if (!toB || !toC || lengthOf(toB) === 0 || lengthOf(toC) === 0 || areNumbersEqual(b, c)) {
    throw new EngineError(
      'bad-request',
      'Two of the three states are the same, so they span no plane.',
      'Choose three that differ.',
    );
  }
  const u = scaled(toB, 1 / lengthOf(toB));
  // twice, because the first time leaves rounding of the size of what was taken away
  const across = without(without(toC, u), u);
  if (!(lengthOf(across) > LEAST_SHARE * lengthOf(toC))) {
    throw new EngineError(
      'bad-request',
      'The three states lie on one line, so they span no plane.',
      'Choose another third one.',
    );
  }
  return { origin, axes: [u, scaled(across, 1 / lengthOf(across))] };
}

/** A plane as the engine takes it. */
export function givenPlane({ origin, axes }: Plane): PlaneSpec {
  return { kind: 'given', origin: encodeBase64(origin), axes: base64OfAxes(axes) };
}

/** The same axes are sent with every slice that follows a query. */
const written = new WeakMap<Plane['axes'], string>();

function base64OfAxes(axes: Plane['axes']): string {
  const before = written.get(axes);
  if (before !== undefined) return before;
  const [u, v] = axes;
  const both = new Float64Array(2 * u.length);
  both.set(u);
  both.set(v, u.length);
  const text = encodeBase64(both);
  written.set(axes, text);
  return text;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function lengthOf(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function scaled(a: Float64Array, factor: number): Float64Array {
  return a.map((value) => value * factor);
}

function without(a: Float64Array, direction: Float64Array): Float64Array {
  const share = dot(a, direction);
  return a.map((value, i) => value - share * (direction[i] ?? 0));
}
