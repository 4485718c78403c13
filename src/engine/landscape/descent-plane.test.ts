import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '#shared/base64';
import { boxStates } from '../../../tests/support/descents';
import { mrdam, rowsOf } from '../../../tests/support/reference';
import { descentPlane } from './descent-plane';

const [DIM, K, HELD] = [20, 6, 10];
const rule = { kind: 'descent', beta: 60, stepSize: 0.1, steps: 200 } as const;

function planeOf(
  start: Float32Array,
  memories: Float32Array,
  clamped = new Uint8Array(DIM).fill(1, 0, HELD),
) {
  const spec = { ...rule, start: encodeBase64(start), clamped: encodeBase64(clamped) };
  return descentPlane(spec, memories, DIM);
}

/** The distance of a state from the plane, and its coordinates on it. */
function on({ origin, axes }: ReturnType<typeof planeOf>['plane'], state: ArrayLike<number>) {
  const offset = Array.from(state, (value, i) => value - (origin[i] ?? NaN));
  const [u, v] = axes.map((axis) => offset.reduce((sum, value, i) => sum + value * (axis[i] ?? NaN), 0));
  const rest = offset.map(
    (value, i) => value - (u ?? NaN) * (axes[0][i] ?? NaN) - (v ?? NaN) * (axes[1][i] ?? NaN),
  );
  return { u: u ?? NaN, v: v ?? NaN, offPlane: Math.hypot(...rest) };
}

describe('the plane of a query', () => {
  const memories = boxStates(K, DIM, 1);
  // the first half of memory 2, and nothing else
  const start = memories.slice(2 * DIM, 3 * DIM).fill(0, HELD);

  it('goes through its start, the end of its descent in float64, and the nearest other memory', () => {
    const { plane, descent } = planeOf(start, memories);
    let state = Array.from(start);
    for (let step = 0; step < rule.steps; step++) {
      const { gradient } = mrdam(rowsOf(memories, DIM), state, rule.beta);
      state = state.map((value, i) => value - (i < HELD ? 0 : rule.stepSize * (gradient[i] ?? NaN)));
    }
    const end = on(plane, state);
    expect(Math.hypot(end.u, end.v, end.offPlane)).toBeLessThan(1e-6);
    expect(descent.end).toBe(2);

    const distances = rowsOf(memories, DIM).map((row) =>
      Math.hypot(...row.map((value, i) => value - (start[i] ?? NaN))),
    );
    const rival = [0, 1, 3, 4, 5].sort((a, b) => (distances[a] ?? NaN) - (distances[b] ?? NaN))[0] ?? NaN;
    expect(descent.rival).toBe(rival);
    const there = on(plane, memories.subarray(rival * DIM, (rival + 1) * DIM));
    expect([there.u > 0, Math.abs(there.v) < 1e-6, there.offPlane < 1e-6]).toEqual([true, true, true]);
    const begin = on(plane, start);
    expect([begin.v < 0, begin.offPlane < 1e-6]).toEqual([true, true]); // away from the eye
  });

  it('has a rival that is no copy of the memory at its end', () => {
    const copies = Float32Array.from([...memories, ...memories.subarray(2 * DIM, 3 * DIM)]);
    expect(planeOf(start, copies).descent).toEqual(planeOf(start, memories).descent);
  });

  it('is a plane for a query that does not move, for one memory, and for copies of one', () => {
    const one = memories.slice(0, DIM);
    const none = new Uint8Array(DIM);
    const cases = [
      planeOf(memories.slice(2 * DIM, 3 * DIM), memories),
      planeOf(start, one, none),
      planeOf(one, one, none),
      planeOf(one, Float32Array.from([...one, ...one]), none),
    ];
    for (const { plane } of cases) {
      const [u, v] = plane.axes;
      const dot = (a: Float64Array, b: Float64Array) =>
        a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
      expect(Math.hypot(dot(u, u) - 1, dot(v, v) - 1, dot(u, v))).toBeLessThan(1e-9);
    }
    expect(cases.slice(1).map(({ descent }) => descent)).toEqual(Array(3).fill({ end: 0, rival: null }));
  });
});
