import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, readNpz, saveNpy, temporaryFolder } from '../support/cli';
import { boxStates, mulberry } from '../support/descents';
import type { Vector } from '../support/reference';
import { at, centralDifference, featureEnergy, mrdam, rowsOf } from '../support/reference';

/** `descend` with S and phases from files, every map and form of the energy, against the same descent in float64. */

const [dim, numQueries, numFeatures, steps, beta] = [10, 3, 300, 30, 8];
const folder = temporaryFolder();
const file = (name: string) => join(folder, name);

const random = mulberry(5);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const memories = boxStates(4, dim, 1);
const queries = memories
  .slice(0, numQueries * dim)
  .map((value) => value + (0.5 * (random() - 0.5)) / Math.sqrt(dim));
const s = Float32Array.from({ length: numFeatures * dim }, normal);
const phase = Float32Array.from({ length: numFeatures }, () => 2 * Math.PI * random());
const fixed = Uint8Array.from({ length: numQueries * dim }, () => (random() < 0.3 ? 1 : 0));

beforeAll(() => {
  saveNpy(file('M.npy'), memories, [4, dim]);
  saveNpy(file('Q.npy'), queries, [numQueries, dim]);
  saveNpy(file('S.npy'), s, [numFeatures, dim]);
  saveNpy(file('b.npy'), phase, [numFeatures]);
  saveNpy(file('C.npy'), fixed, [numQueries, dim]);
});

/** The states of all steps [steps + 1][numQueries * dim], and their energies [(steps + 1) * numQueries]. */
function descendInFloat64(energyOf: (x: Vector) => number, isHeld: Uint8Array, stepSize: number) {
  const states = [Array.from(queries)];
  const energies: number[] = [];
  for (let step = 0; step <= steps; step++) {
    const now = rowsOf(at(states, step), dim);
    energies.push(...now.map(energyOf));
    const slope = now.flatMap((x) => centralDifference(energyOf, x));
    states.push(
      at(states, step).map((value, i) => (isHeld[i] === 1 ? value : value - stepSize * at(slope, i))),
    );
  }
  return { states: states.slice(0, -1).flat(), energies };
}

/** The largest error, absolute below 1 and relative above. */
function worst(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(found.length).toBe(expected.length);
  return Math.max(
    ...expected.map((value, i) => Math.abs((found[i] ?? NaN) - value) / Math.max(1, Math.abs(value))),
  );
}

const MAPS = ['sincos', 'cos', 'exp', 'expexp'] as const;
const cases = [
  ...MAPS.flatMap((map) =>
    (['log', 'kernel'] as const).map((form) => ({ map, form, options: ['clamp', 'phase'] })),
  ),
  { map: 'sincos' as const, form: 'log' as const, options: [] },
  { map: 'cos' as const, form: 'log' as const, options: [] },
];

describe('descend', () => {
  it.each(cases)(
    '--feature-map $map --energy $form, with $options from files',
    async ({ map, form, options }) => {
      // Estimated by a positive map s may be ten and more, and its kernel form as steep: where steps are longer than its
      // valleys are wide, two computations part, however exact.
      const stepSize = form === 'log' ? 0.2 : 0.02;
      const isHeld = options.includes('clamp') ? fixed : new Uint8Array(fixed.length);
      const phases: readonly number[] = options.includes('phase')
        ? Array.from(phase)
        : [...phase].map(() => 0);
      const out = file(`${map}-${form}-${options.join('-')}.npz`);
      const { status, stderr } = await cli([
        ...['descend', '--memory-file', file('M.npy'), '--query-file', file('Q.npy')],
        ...[
          '--projection-file',
          file('S.npy'),
          '--feature-map',
          map,
          '--energy',
          form,
          '--beta',
          String(beta),
        ],
        ...['--step-size', String(stepSize), '--steps', String(steps), '--device', 'cpu', '--out', out],
        ...(options.includes('phase') ? ['--phase-file', file('b.npy')] : []),
        ...(options.includes('clamp') ? ['--clamp-file', file('C.npy')] : []),
      ]);
      expect(status, stderr).toBe(0);
      const run = await readNpz(out);
      const stored = rowsOf(memories, dim);
      const kernelForm = (energy: number) => (form === 'log' ? energy : -Math.exp(-beta * energy) / beta);
      const energyOf: Record<'mrdam' | 'drdam', (x: Vector) => number> = {
        mrdam: (x) => kernelForm(mrdam(stored, x, beta).energy),
        drdam: featureEnergy(map, stored, rowsOf(s, dim), phases, beta, form),
      };
      for (const model of ['mrdam', 'drdam'] as const) {
        const expected = descendInFloat64(energyOf[model], isHeld, stepSize);
        expect(Array.from(run[`${model}_stopped`]?.data ?? [])).toEqual([-1, -1, -1]);
        // far from the clip, where alone float64 and float32 can be told to agree
        if (form === 'log') expect(Math.max(...expected.energies)).toBeLessThan(-Math.log(1e-3) / beta);
        expect(worst(run[`${model}_energies`]?.data ?? [], expected.energies)).toBeLessThan(1e-4);
        expect(worst(run[`${model}_states`]?.data ?? [], expected.states)).toBeLessThan(1e-4);
      }
    },
  );
});
