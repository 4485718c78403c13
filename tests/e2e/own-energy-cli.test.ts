import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bowl, half, outputs, x } from '../support/bowl-energies';
import { cli, readNpz, saveNpy, temporaryFolder } from '../support/cli';
import { boxStates } from '../support/descents';
import { model, node, tensor } from '../support/onnx';
import { pythonWithOnnx } from '../support/python';
import { at, largestError, rowsOf } from '../support/reference';

/** A person's own energy, through the command line. */

const example = fileURLToPath(new URL('../../docs/examples/own-energy', import.meta.url));
const folder = temporaryFolder();

describe('the command line', () => {
  const [numMemories, numQueries, dim, beta, epsilon] = [5, 3, 40, 6, 1e-6];
  const stored = boxStates(numMemories, dim, 3);
  const queries = Float32Array.from(boxStates(numQueries, dim, 4), (q, i) => (q + 2 * (stored[i] ?? 0)) / 3);
  const fixed = Uint8Array.from({ length: dim }, (_, i) => (i < 10 ? 1 : 0));
  const files = {
    memories: saveNpy(join(folder, 'memories.npy'), stored, [numMemories, dim]),
    queries: saveNpy(join(folder, 'queries.npy'), queries, [numQueries, dim]),
    fixed: saveNpy(join(folder, 'fixed.npy'), fixed, [dim]),
  };
  const lsrFile = join(example, 'lsr.onnx');
  const common = ['--memory-file', files.memories, '--beta', String(beta), '--device', 'cpu'];

  /** The example's energy and gradient in float64, straight from the formula. */
  function lsr(state: readonly number[]): { energy: number; gradient: number[] } {
    const rows = rowsOf(stored, dim);
    const inside = rows.flatMap((memory) => {
      const left = 1 - (beta / 2) * state.reduce((sum, one, i) => sum + (one - at(memory, i)) ** 2, 0);
      return left > 0 ? [{ memory, left }] : [];
    });
    const total = inside.reduce((sum, { left }) => sum + left, epsilon);
    const gradient = state.map(
      (one, i) => inside.reduce((sum, { memory }) => sum + one - at(memory, i), 0) / total,
    );
    return { energy: -Math.log(total) / beta, gradient };
  }

  it.skipIf(!pythonWithOnnx)("the example's script writes the committed graph", () => {
    const written = join(folder, 'written.onnx');
    execFileSync(pythonWithOnnx ?? '', [join(example, 'lsr.py'), written]);
    expect(readFileSync(written).equals(readFileSync(lsrFile))).toBe(true);
  });

  it('descends in the example next to MrDAM as float64 does', async () => {
    const [steps, alpha] = [40, 0.05];
    const args = ['descend', ...common, '--query-file', files.queries, '--clamp-file', files.fixed];
    const rule = ['--model', 'mrdam', '--steps', String(steps), '--step-size', String(alpha)];
    const left = mkdtempSync(join(folder, 'left '));
    const { status, stdout, stderr } = await cli(
      [...args, ...rule, '--own-energy', lsrFile, '--out', 'run.npz', '--json'],
      { cwd: folder, env: { TMPDIR: left, TEMP: left } },
    );
    expect(readdirSync(left)).toEqual([]); // nothing that the runtime would write down about its use
    expect(stderr).toContain('The gradient of lsr.onnx matches its energy');
    expect(status).toBe(0);
    const run = await readNpz(join(folder, 'run.npz'));
    const states = rowsOf(run.own_states?.data ?? [], dim);
    for (let query = 0; query < numQueries; query++) {
      let state = at(rowsOf(queries, dim), query);
      for (let step = 0; step <= steps; step++) {
        const { energy, gradient } = lsr(state);
        const row = step * numQueries + query;
        const norm = Math.hypot(...gradient.filter((_, i) => fixed[i] === 0));
        // float32 of sums of 40 terms, and what 40 steps make of it
        expect(largestError(at(states, row), state)).toBeLessThan(2e-6);
        expect(Math.abs(Number(run.own_energies?.data[row]) - energy)).toBeLessThan(2e-6);
        expect(Math.abs(Number(run.own_gradient_norms?.data[row]) - norm)).toBeLessThan(1e-5);
        state = state.map((one, i) => (fixed[i] === 1 ? one : one - alpha * at(gradient, i)));
      }
    }
    expect(Array.from(run.own_stopped?.data ?? [])).toEqual([-1, -1, -1]);
    expect(JSON.parse(stdout)).toMatchObject({
      own: { sha256: createHash('sha256').update(readFileSync(lsrFile)).digest('hex') },
      models: { mrdam: {}, own: { nearest: Array.from(run.own_nearest?.data ?? []) } },
    });
  });

  it('draws the example on a plane as float64 has it', async () => {
    const grid = ['--plane', 'memories:0,1,2', '--grid', '21', '--model', 'none'];
    const { status } = await cli(
      [
        'landscape',
        ...common,
        ...grid,
        '--own-energy',
        lsrFile,
        '--out',
        'plane.npz',
        '--picture',
        'plane.png',
      ],
      { cwd: folder },
    );
    expect(status).toBe(0);
    const { u, v, origin, axes, own_energy: energies } = await readNpz(join(folder, 'plane.npz'));
    const [axisU = [], axisV = []] = rowsOf(axes?.data ?? [], dim);
    energies?.data.forEach((energy, i) => {
      const [a = NaN, b = NaN] = [u?.data[i % 21], v?.data[Math.floor(i / 21)]];
      const state = Array.from(origin?.data ?? [], (o, d) => o + a * at(axisU, d) + b * at(axisV, d));
      // of the kernels' sum, because its logarithm is steep where no memory reaches
      const sums = [energy, lsr(state).energy].map((one) => Math.exp(-beta * one));
      expect(Math.abs(at(sums, 0) - at(sums, 1))).toBeLessThan(1e-5);
    });
    expect(energies?.data.length).toBe(441);
  });

  it('says a gradient that is not one, and stops a query where nothing is finite', async () => {
    // E = sum log x, which falls to minus infinity at 0; its gradient is 1 / x, and the file says -1 / x
    const well = (sign: string) =>
      model({
        nodes: [
          node('Log', ['x'], ['log']),
          node('ReduceSum', ['log', 'axis'], ['energy']),
          node('Div', [sign, 'x'], ['gradient']),
        ],
        inputs: [x],
        outputs,
        tensors: [
          tensor('axis', [1], BigInt64Array.of(1n)),
          tensor('plus', [], Float32Array.of(1)),
          tensor('minus', [], Float32Array.of(-1)),
        ],
      });
    const small = saveNpy(join(folder, 'small.npy'), Float32Array.of(1, 2, 3, 4), [2, 2]);
    const start = saveNpy(join(folder, 'start.npy'), Float32Array.of(1, 1, 9, 9), [2, 2]);
    const run = (sign: string) => {
      writeFileSync(join(folder, `${sign}.onnx`), well(sign));
      const args = [
        'descend',
        '--memory-file',
        small,
        '--query-file',
        start,
        '--steps',
        '20',
        '--model',
        'none',
      ];
      return cli([...args, '--own-energy', `${sign}.onnx`, '--out', 'well.npz'], { cwd: folder });
    };
    const wrong = await run('minus');
    expect(wrong.stderr).toContain(
      'The gradient of minus.onnx does not match its energy: it is off by 2.0 times',
    );
    expect(wrong.status).toBe(0);

    const right = await run('plus');
    expect(right.stderr).toContain('The gradient of plus.onnx matches its energy');
    expect(right.stderr).toMatch(/Query 0 diverged in the custom energy at step \d+ and was stopped there/);
    expect(right.status).toBe(0);
    const {
      own_stopped: stopped,
      own_energies: energies,
      own_states: states,
    } = await readNpz(join(folder, 'well.npz'));
    expect(stopped?.data[0]).toBeGreaterThan(0);
    expect(stopped?.data[1]).toBe(-1);
    expect(energies?.data.every(Number.isFinite)).toBe(true);
    expect(states?.data.every(Number.isFinite)).toBe(true);
  });

  it('refuses what is no energy, and --model none without one', async () => {
    writeFileSync(
      join(folder, 'wrong.onnx'),
      model({ nodes: bowl, inputs: [x], outputs: outputs.slice(0, 1), tensors: [half] }),
    );
    const args = ['descend', ...common, '--model', 'none'];
    const refused = await cli([...args, '--own-energy', 'wrong.onnx', '--out', 'none.npz'], { cwd: folder });
    expect(refused.stderr).toContain('wrong.onnx is not a valid energy graph: it has no output gradient.');
    expect(refused.status).toBe(1);
    const empty = await cli(args, { cwd: folder });
    expect(empty.stderr).toContain('--own-energy');
    expect(empty.status).toBe(2);
  });
});
