import { EngineError } from '#shared/errors';
import type { PlaneSpec } from '#shared/setup';
import { encodeBase64 } from '#shared/base64';
import type { Plane } from '#shared/vectors';
import { lengthOf, orthonormalPair } from '#shared/vectors';
import { areNumbersEqual } from '../domain/equality';

/** The least perpendicular share of the second direction. A smaller share is rounding of float32 states. */
const MIN_REMAINING = 1e-4;

/**
 * Returns the plane through three states, in float64. The first state is the origin, u points to the second, and the
 * third lies above the u axis.
 * @throws EngineError if the states lie on one line
 */
export function planeThrough([a, b, c]: readonly [Float32Array, Float32Array, Float32Array]): Plane {
  const origin = Float64Array.from(a);
  const [toB, toC] = [b, c].map((state) => origin.map((value, i) => (state[i] ?? 0) - value));
  if (!toB || !toC || lengthOf(toB) === 0 || lengthOf(toC) === 0 || areNumbersEqual(b, c)) {
    throw new EngineError(
      'bad-request',
      'Two of the three states are equal, so they do not span a plane.',
      'Choose three different states.',
    );
  }
  const { axes, remaining } = orthonormalPair(toB, toC);
  if (!(remaining > MIN_REMAINING)) {
    throw new EngineError(
      'bad-request',
      'The three states lie on one line, so they do not span a plane.',
      'Choose another third state.',
    );
  }
  return { origin, axes };
}

/** Encodes a plane for the engine. */
export function givenPlane({ origin, axes }: Plane): PlaneSpec {
  return { kind: 'given', origin: encodeBase64(origin), axes: base64OfAxes(axes) };
}

/** Caches encoded axes, because every slice that follows a query sends the same ones. */
const encodedAxes = new WeakMap<Plane['axes'], string>();

function base64OfAxes(axes: Plane['axes']): string {
  const before = encodedAxes.get(axes);
  if (before !== undefined) return before;
  const [u, v] = axes;
  const both = new Float64Array(2 * u.length);
  both.set(u);
  both.set(v, u.length);
  const text = encodeBase64(both);
  encodedAxes.set(axes, text);
  return text;
}
