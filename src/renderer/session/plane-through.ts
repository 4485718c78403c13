import { EngineError } from '#shared/errors';
import type { PlaneSpec } from '#shared/setup';
import { encodeBase64 } from '#shared/base64';
import type { Plane } from '#shared/vectors';
import { lengthOf, orthonormalPair } from '#shared/vectors';
import { areNumbersEqual } from '../domain/equality';

/** The share of a direction that must be perpendicular to the other; less is rounding of float32 states. */
const MIN_REMAINING = 1e-4;

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
  const { axes, remaining } = orthonormalPair(toB, toC);
  if (!(remaining > MIN_REMAINING)) {
    throw new EngineError(
      'bad-request',
      'The three states lie on one line, so they span no plane.',
      'Choose another third one.',
    );
  }
  return { origin, axes };
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
