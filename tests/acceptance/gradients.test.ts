import { describe, expect, it } from 'vitest';
import { manifest } from '#engine/graphs/manifest';
import { mulberry } from '../support/descents';
import { describeOnDevices, onCpu } from '../support/devices';
import { makeSetting } from '../support/energy-graphs';
import { at, centralDifference, dot, largestError, rowsOf, squareDistance } from '../support/reference';

/**
 * Every energy and every descent in models/manifest.json against its definition in float64. A graph whose name says
 * something new fails until there is a setting for it (tests/support/energy-graphs.ts).
 */

const names = Object.keys(manifest.graphs);
const ENERGY = /^(.+)_energy$/;
const DESCENT = /^(.+)_descent_(\d+)$/;
/** The rest: sums of features, projections, landscapes, products. They have no gradient, and tests of their own. */
const OTHERS = /^(features|project)_|^product_float64$|^upload$/;

const SETTINGS = 20;
/** Below this a gradient is what is left of larger things, and has no relative error to speak of. */
const SMALLEST = 1e-2;
/** The promise is 1e-3; rounding of float32 leaves 4e-6 on either device. */
const GRADIENT = 5e-5;
/** Likewise 2e-6. Relative above 1. */
const ENERGY_ERROR = 2e-5;
/** States lie below 1, so that one step in float32 is off by some 1e-7. */
const STATE = 1e-6;

const norm = (x: readonly number[]) => Math.sqrt(dot(x, x));
const relative = (error: number, size: number) => Math.abs(error) / Math.max(1, Math.abs(size));

it('every graph in the manifest is an energy, a descent, or known to have no gradient', () => {
  const known = [ENERGY, DESCENT, OTHERS];
  expect(names.filter((name) => !known.some((pattern) => pattern.test(name)))).toEqual([]);
});

describeOnDevices('an energy', (runtime) => {
  const graphs = names.flatMap((name) => {
    const base = ENERGY.exec(name)?.[1];
    return base === undefined ? [] : [{ name, base }];
  });

  it.each(graphs)('$name is its definition, and its gradient that of the energy', async ({ name, base }) => {
    let checked = 0;
    for (let index = 0; checked < SETTINGS; index++) {
      expect(index, 'settings drawn').toBeLessThan(3 * SETTINGS);
      const setting = await makeSetting(runtime(), base, index);
      const { inputs, dim, states, energyOf } = setting;
      const graph = await runtime().graph(name);
      const out = await graph.run({ ...inputs, x: runtime().tensor(states, [states.length / dim, dim]) });
      const gradients = rowsOf(out.floats('gradient'), dim);
      const slopes = rowsOf(states, dim).map((x) => centralDifference(energyOf, x));
      if (slopes.every((slope) => norm(slope) > SMALLEST)) checked++;
      rowsOf(states, dim).forEach((x, b) => {
        const [slope, energy] = [at(slopes, b), energyOf(x)];
        expect(relative((out.floats('energy')[b] ?? NaN) - energy, energy)).toBeLessThan(ENERGY_ERROR);
        const error = Math.sqrt(squareDistance(at(gradients, b), slope));
        expect(error / Math.max(SMALLEST, norm(slope))).toBeLessThan(GRADIENT);
      });
      await setting.dispose();
    }
  });
});

// on the CPU alone: what a GPU makes of whole descents is fixed by tests/golden
describe('a descent', () => {
  const runtime = onCpu();
  const graphs = names.flatMap((name) => {
    const [, base, steps] = DESCENT.exec(name) ?? [];
    return base === undefined ? [] : [{ name, base, steps: Number(steps) }];
  });

  it.each(graphs)('$name goes down the gradient of its energy', async ({ name, base, steps }) => {
    const stepSize = 0.2;
    for (const index of [0, 1]) {
      const setting = await makeSetting(runtime(), base, index);
      const { inputs, dim, states, energyOf } = setting;
      const random = mulberry(index);
      const free = Float32Array.from(states, () => (random() < 0.7 ? 1 : 0));
      const shape = [states.length / dim, dim];
      const graph = await runtime().graph(name);
      const out = await graph.run({
        ...inputs,
        x: runtime().tensor(states, shape),
        free: runtime().tensor(free, shape),
        alpha: runtime().scalar(stepSize),
        max_step: runtime().scalar(1e6),
      });
      const path = [...rowsOf(states, states.length), ...rowsOf(out.floats('states'), states.length)];
      for (let step = 0; step < steps; step++) {
        rowsOf(at(path, step), dim).forEach((x, b) => {
          const mask = free.subarray(b * dim, (b + 1) * dim);
          const slope = centralDifference(energyOf, x).map((value, i) => value * (mask[i] ?? NaN));
          const next = x.map((value, i) => value - stepSize * at(slope, i));
          expect(largestError(at(path, step + 1).slice(b * dim, (b + 1) * dim), next)).toBeLessThan(STATE);
          const where = step * at(shape, 0) + b;
          const energy = energyOf(x);
          expect(relative((out.floats('energies')[where] ?? NaN) - energy, energy)).toBeLessThan(
            ENERGY_ERROR,
          );
          expect(Math.abs((out.floats('gradient_norms')[where] ?? NaN) - norm(slope))).toBeLessThan(
            STATE / stepSize,
          );
        });
      }
      expect(largestError(out.floats('x_next'), at(path, steps))).toBe(0);
      await setting.dispose();
    }
  });
});
