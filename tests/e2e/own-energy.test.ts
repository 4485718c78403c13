import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { descend } from '#engine/descent/descend';
import { makeMrdam } from '#engine/descent/mrdam';
import { Runtime } from '#engine/graphs/runtime';
import { OnnxEnergy } from '#engine/energies/onnx/onnx-energy';
import { DEFAULT_LIMITS } from '#engine/energies/onnx/protocol';
import type { StartTimer } from '#engine/energies/onnx/sandbox';
import { minimalEnvironment } from '#engine/process/bare-environment';
import { forkHelper, forkProcess } from '#engine/process/fork';
import { cli, readNpz, saveNpy, temporaryFolder } from '../support/cli';
import { boxStates, never } from '../support/descents';
import {
  BOOL,
  FLOAT,
  graphAttribute,
  INT64,
  intAttribute,
  intsAttribute,
  model,
  node,
  tensor,
  value,
} from '../support/onnx';
import { pythonWithOnnx } from '../support/python';
import { at, largestError, rowsOf } from '../support/reference';

/** A person's own energy: in its helper process, whatever it does, and through the command line. */

const example = fileURLToPath(new URL('../../docs/examples/own-energy', import.meta.url));
const folder = temporaryFolder();

const x = value('x', FLOAT, ['B', 'D']);
const outputs = [value('energy', FLOAT, ['B', 1]), value('gradient', FLOAT, ['B', 'D'])];
/** E = |x|^2 / 2 and its gradient x, the latter under another name. */
const bowl = [
  node('ReduceSumSquare', ['x'], ['square'], [intsAttribute('axes', [1])]),
  node('Mul', ['square', 'half'], ['energy']),
  node('Identity', ['x'], ['slope']),
];
const half = tensor('half', [], Float32Array.of(0.5));

/** The bowl, in a loop that goes on while the first number of x is below a limit: for ever, or not at all. */
function loopBelow(limit: number): Uint8Array {
  const scalar = (name: string, type: number) => value(name, type, []);
  const state = (name: string) => value(name, FLOAT, ['B', 'D']);
  const body = graphAttribute('body', {
    nodes: [node('Identity', ['going'], ['goes_on']), node('Identity', ['inner'], ['inner_next'])],
    inputs: [scalar('i', INT64), scalar('going', BOOL), state('inner')],
    outputs: [scalar('goes_on', BOOL), state('inner_next')],
  });
  return model({
    nodes: [
      ...bowl,
      node('Gather', ['x', 'zero'], ['first_row']),
      node('Gather', ['first_row', 'zero'], ['first']),
      node('Less', ['first', 'limit'], ['is_below']),
      node('Loop', ['for_ever', 'is_below', 'slope'], ['gradient'], [body]),
    ],
    inputs: [x],
    outputs,
    tensors: [
      half,
      tensor('zero', [], BigInt64Array.of(0n)),
      tensor('limit', [], Float32Array.of(limit)),
      tensor('for_ever', [], BigInt64Array.of(2n ** 62n)),
    ],
  });
}

/** The bowl, by way of a table of 2 GB for two numbers of x. */
const glutton = model({
  nodes: [
    ...bowl,
    node('Unsqueeze', ['x', 'axis'], ['column']),
    node('Expand', ['column', 'shape'], ['table']),
    node('ReduceMax', ['table'], ['gradient'], [intsAttribute('axes', [2]), intAttribute('keepdims', 0)]),
  ],
  inputs: [x],
  outputs,
  tensors: [
    half,
    tensor('axis', [1], BigInt64Array.of(2n)),
    tensor('shape', [3], BigInt64Array.of(1n, 2n, 25n * 10n ** 7n)),
  ],
});

const opened: OnnxEnergy[] = [];
afterEach(() => {
  for (const energy of opened.splice(0)) energy.close();
});

const memories = { states: Float32Array.of(1, 0), dim: 2 };
const limits = { ...DEFAULT_LIMITS, callSeconds: 1, memoryBytes: 500e6 };

/** A clock that stands still until a test lets the time of the call under way elapse. */
class ManualClock {
  /** How many calls were timed, that which opens the file among them. */
  numCalls = 0;
  onCall: (() => void) | undefined;
  elapse: () => void = () => undefined;

  readonly startTimer: StartTimer = (_, onElapsed) => {
    this.numCalls++;
    this.elapse = onElapsed;
    this.onCall?.();
    return () => {
      this.elapse = () => undefined;
    };
  };
}

async function openEnergy(
  bytes: Uint8Array,
  { clock = new ManualClock(), startHelper = forkHelper } = {},
): Promise<OnnxEnergy> {
  const path = join(folder, 'my.onnx');
  writeFileSync(path, bytes);
  const { startTimer } = clock;
  const energy = await OnnxEnergy.open(startHelper, path, memories, never, { limits, startTimer });
  opened.push(energy);
  return energy;
}

describe('the helper of an energy', () => {
  it('that takes too long is ended, said, and gone', async () => {
    const clock = new ManualClock();
    const energy = await openEnergy(loopBelow(0.5), { clock });
    const quick = await energy.evaluate(Float32Array.of(1, 2), 1, never);
    expect(quick).toEqual({ energies: Float32Array.of(2.5), gradients: Float32Array.of(1, 2) });
    const endless = energy.evaluate(Float32Array.of(0, 2), 1, never);
    clock.elapse();
    await expect(endless).rejects.toThrow('my.onnx gave no answer within 1 s and was ended.');
    await expect(energy.evaluate(Float32Array.of(1, 2), 1, never)).rejects.toThrow('no answer within');
  });

  it('that takes too much memory is ended and said', async () => {
    const energy = await openEnergy(glutton);
    await expect(energy.evaluate(Float32Array.of(0, 2), 1, never)).rejects.toThrow(
      'my.onnx took more than 500 MB of memory and was ended.',
    );
  });

  it('that crashes is said', async () => {
    let end: (() => void) | undefined;
    const energy = await openEnergy(loopBelow(0.5), {
      startHelper: (kind) => {
        const helper = forkProcess(kind);
        ({ end } = helper);
        return helper.openPort();
      },
    });
    const failure = expect(energy.evaluate(Float32Array.of(0, 2), 1, never)).rejects.toThrow(
      'my.onnx crashed the process that ran it (ended by SIGKILL).',
    );
    end?.();
    await failure;
  });

  it('is ended by a cancel', async () => {
    const energy = await openEnergy(loopBelow(0.5));
    const abort = new AbortController();
    const call = energy.evaluate(Float32Array.of(0, 2), 1, abort.signal);
    setTimeout(() => {
      abort.abort();
    }, 50);
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('knows nothing of the environment but where things lie', () => {
    process.env.A_SECRET = 'yes';
    expect(minimalEnvironment()).not.toHaveProperty('A_SECRET');
    expect(minimalEnvironment()).toHaveProperty('PATH');
  });

  it('is not started for a file that is too large', async () => {
    const path = join(folder, 'large.onnx');
    writeFileSync(path, '');
    truncateSync(path, 64e6 + 1);
    await expect(OnnxEnergy.open(forkHelper, path, memories, never)).rejects.toMatchObject({
      code: 'too-large',
    });
  });

  it.skipIf(process.platform !== 'linux')('does not outlive a host that is killed', async () => {
    writeFileSync(join(folder, 'my.onnx'), loopBelow(1e9));
    const files = { memories: saveNpy(join(folder, 'm.npy'), memories.states, [1, 2]) };
    const args = ['descend', '--memory-file', files.memories, '--own-energy', join(folder, 'my.onnx')];
    const host = spawn(process.execPath, [
      fileURLToPath(new URL('../../out/main/cli.js', import.meta.url)),
      ...args,
      '--model',
      'none',
    ]);
    const helpersOf = (pid: number) =>
      readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
        .split(' ')
        .filter(Boolean);
    while (helpersOf(host.pid ?? 0).length === 0) await sleep(20);
    const [helper = ''] = helpersOf(host.pid ?? 0);
    const isRunning = () => {
      try {
        return !/^State:\sZ/m.test(readFileSync(`/proc/${helper}/status`, 'utf8'));
      } catch {
        return false; // gone
      }
    };
    await sleep(700); // until the graph runs
    expect(isRunning()).toBe(true);
    host.kill('SIGKILL');
    while (isRunning()) await sleep(20); // the test's own time limit is the verdict's
  });
});

describe('a descent', () => {
  it('goes on in the other models when the energy is ended on the way, and its queries stop there', async () => {
    const clock = new ManualClock();
    // the first call opens the file, and the eighth of the others is that at step 7
    clock.onCall = () => {
      const { elapse } = clock;
      if (clock.numCalls === 9) setImmediate(elapse);
    };
    const energy = await openEnergy(loopBelow(0.5), { clock });
    const failures: unknown[] = [];
    const own = {
      name: 'own' as const,
      energy,
      beta: 1,
      queriesPerCall: energy.statesPerCall,
      report: { sha256: energy.sha256, gradientError: null },
      onFailure: (thrown: unknown) => failures.push(thrown),
      dispose: () => Promise.resolve(),
    };
    const runtime = await Runtime.start('cpu');
    const models = [await makeMrdam(runtime, memories.states, 2, 1), own];
    const queries = { states: Float32Array.of(1, 2), clamped: new Uint8Array(2), dim: 2 };
    const spec = { stepSize: 0.1, steps: 20, keep: 1 };
    const found = { mrdam: [] as number[], drdam: [] as number[], own: [] as number[] };
    const norms: number[] = [];
    const last: Record<string, Float32Array> = {};
    for await (const batch of descend(runtime, models, queries, spec, never)) {
      found[batch.model].push(...batch.energies);
      if (batch.model === 'own') norms.push(...batch.gradientNorms);
      if (batch.states.length > 0) last[batch.model] = batch.states.slice(-2);
    }
    expect(found.mrdam).toHaveLength(21);
    expect(failures.map(String)).toEqual([expect.stringContaining('no answer within 1 s')]);
    // x falls by a tenth a step, 1 to 0.478 in 7 steps: there its last finite energy is that of step 6
    expect(norms.findIndex(Number.isNaN)).toBe(7);
    expect(found.own).toHaveLength(21);
    found.own.forEach((one, step) => {
      expect(one).toBeCloseTo(2.5 * 0.9 ** (2 * Math.min(step, 6)), 6);
    });
    expect(last.own?.[0]).toBeCloseTo(0.9 ** 7, 6);
  });
});

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
    const run = readNpz(join(folder, 'run.npz'));
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
    const { u, v, origin, axes, own_energy: energies } = readNpz(join(folder, 'plane.npz'));
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
    expect(right.stderr).toMatch(/Query 0 diverged in Own energy at step \d+ and was stopped there/);
    expect(right.status).toBe(0);
    const {
      own_stopped: stopped,
      own_energies: energies,
      own_states: states,
    } = readNpz(join(folder, 'well.npz'));
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
