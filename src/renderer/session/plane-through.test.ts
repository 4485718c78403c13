import { expect, it } from 'vitest';
import { givenPlane, planeThrough } from './plane-through';

type Vector = readonly number[];
const dot = (a: Vector, b: Vector) => a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
const minus = (a: Vector, b: Vector) => a.map((value, i) => value - (b[i] ?? NaN));
const cross = ([a = 0, b = 0, c = 0]: Vector, [d = 0, e = 0, f = 0]: Vector) => [
  b * f - c * e,
  c * d - a * f,
  a * e - b * d,
];

it('goes through three points of space, as their normal says', () => {
  const [a, b, c] = [
    [0.5, -0.25, 1],
    [0.75, 0.5, -0.125],
    [-1, 0.375, 0.25],
  ] as const;
  const { origin, axes } = planeThrough([Float32Array.from(a), Float32Array.from(b), Float32Array.from(c)]);
  const [u, v] = [[...axes[0]], [...axes[1]]];
  const [toB, toC] = [minus(b, a), minus(c, a)];
  expect([...origin]).toEqual(a);
  expect(dot(u, toB)).toBeCloseTo(Math.sqrt(dot(toB, toB)), 14); // b lies on the u axis
  // the third point's height above it, from the area of the triangle
  const normal = cross(toB, toC);
  expect(dot(v, toC)).toBeCloseTo(Math.sqrt(dot(normal, normal) / dot(toB, toB)), 14);
  for (const axis of [u, v]) expect(dot(axis, normal)).toBeCloseTo(0, 14);
  expect([dot(u, u), dot(v, v), dot(u, v)].map((value) => Math.round(value * 1e14) / 1e14)).toEqual([
    1, 1, 0,
  ]);
});

it('keeps its axes at right angles where states are almost on a line', () => {
  const line = Float32Array.from({ length: 3072 }, (_, i) => Math.sin(i) / 55);
  const beyond = line.map((value, i) => 2 * value + (i === 7 ? 2e-3 : 0));
  const [u, v] = planeThrough([new Float32Array(3072), line, beyond]).axes;
  expect(Math.abs(dot([...u], [...v]))).toBeLessThan(1e-12);
});

it('refuses states that span no plane, in words', () => {
  const [one, other] = [Float32Array.of(1, 0, 0), Float32Array.of(0, 1, 0)];
  expect(() => planeThrough([one, other, one])).toThrow('Two of the three states are equal');
  expect(() => planeThrough([one, one, other])).toThrow('Two of the three states are equal');
  const between = Float32Array.of(0.25, 0.75, 0);
  expect(() => planeThrough([one, other, between])).toThrow('lie on one line');
});

it('is sent as float64, little-endian', () => {
  const plane = planeThrough([Float32Array.of(0, 0, 0), Float32Array.of(3, 4, 0), Float32Array.of(0, 0, 2)]);
  const sent = givenPlane(plane);
  const numbers = (text: string) => {
    const bytes = Buffer.from(text, 'base64');
    return Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i));
  };
  expect(sent).toMatchObject({ kind: 'given' });
  if (sent.kind !== 'given') return;
  expect(numbers(sent.origin)).toEqual([0, 0, 0]);
  expect(numbers(sent.axes)).toEqual([...plane.axes[0], ...plane.axes[1]]);
});
