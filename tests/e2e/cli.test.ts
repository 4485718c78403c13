import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, readMeta, readNpz, saveNpy, temporaryFolder } from '../support/cli';
import { boxStates } from '../support/descents';
import { softwareGpu } from '../support/gpu';
import { somePicture } from '../support/pictures';
import { at, largestError, mrdam, rowsOf, squareDistance } from '../support/reference';

/** Runs the built command line in a process of its own, as people and scripts do. */

const folder = temporaryFolder();
const file = (name: string) => join(folder, name);

beforeAll(() => {
  for (const name of ['cats', 'dogs']) mkdirSync(file(`set/${name}`), { recursive: true });
  for (let i = 0; i < 6; i++) {
    writeFileSync(file(`set/${i < 4 ? 'cats' : 'dogs'}/${String(i)} ü #%.png`), somePicture(i));
  }
});

describe('descend', () => {
  const quick = ['--features', '500', '--beta', '20', '--device', 'cpu'];

  it('writes run.npz as documented', async () => {
    const { status, stdout } = await cli(
      [
        'descend',
        'set',
        '--memories',
        '5',
        '--queries',
        '2',
        '--steps',
        '25',
        '--keep',
        '10',
        ...quick,
        '--out',
        'run.npz',
        '--json',
      ],
      { cwd: folder },
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      memories: 5,
      queries: 2,
      targets: [0, 1],
      written: [file('run.npz')],
    });
    const run = await readNpz(file('run.npz'));
    const dim = 12 * 12 * 3;
    const shapes = Object.fromEntries(
      Object.entries(run).map(([name, { shape, type }]) => [name, [type, ...shape]]),
    );
    expect(shapes).toEqual({
      memories: ['f4', 5, dim],
      queries: ['f4', 2, dim],
      clamped: ['b1', 2, dim],
      steps: ['i4', 4],
      ...Object.fromEntries(
        ['mrdam', 'drdam'].flatMap((m) => [
          [`${m}_states`, ['f4', 4, 2, dim]],
          [`${m}_energies`, ['f4', 26, 2]],
          [`${m}_gradient_norms`, ['f4', 26, 2]],
          [`${m}_nearest`, ['i4', 2]],
          [`${m}_stopped`, ['i4', 2]],
          [`${m}_nearest_memories`, ['i4', 4, 2]],
          [`${m}_distances`, ['f4', 4, 2]],
          [`${m}_errors`, ['f4', 4, 2]],
          [`${m}_basins`, ['i4', 2]],
          [`${m}_converged`, ['i4', 2]],
        ]),
      ),
      drdam_clipped: ['b1', 26, 2],
      mrdam_curvatures: ['f4', 2],
    });
    expect(Array.from(run.steps?.data ?? [])).toEqual([0, 10, 20, 25]);
    expect(Array.from(run.mrdam_states?.data.subarray(0, 2 * dim) ?? [])).toEqual(
      Array.from(run.queries?.data ?? []),
    );

    // states are pixels over sqrt(D); the lower half is black and free, the upper half is fixed
    const memories = rowsOf(run.memories?.data ?? [], dim);
    for (const m of ['mrdam', 'drdam']) {
      rowsOf(run[`${m}_states`]?.data ?? [], dim).forEach((state, i) => {
        const distances = memories.map((memory) => Math.sqrt(squareDistance(state, memory)));
        const nearest = distances.indexOf(Math.min(...distances));
        expect(run[`${m}_nearest_memories`]?.data[i]).toBe(nearest);
        expect(run[`${m}_distances`]?.data[i]).toBeCloseTo(at(distances, nearest), 6);
        expect(run[`${m}_errors`]?.data[i]).toBeCloseTo(at(distances, i % 2), 6);
      });
    }
    const clamped = rowsOf(run.clamped?.data ?? [], dim);
    const query = at(rowsOf(run.queries?.data ?? [], dim), 1);
    expect(Math.max(...memories.flat()) * Math.sqrt(dim)).toBeLessThanOrEqual(1);
    expect(at(clamped, 1)).toEqual(query.map((_, i) => (i < dim / 2 ? 1 : 0)));
    query.forEach((value, i) => {
      expect(value).toBe(i < dim / 2 ? at(at(memories, 1), i) : 0);
    });
    expect(run.mrdam_energies?.data[1]).toBeCloseTo(mrdam(memories, query, 20).energy, 6);

    const meta = await readMeta(file('run.npz'));
    expect(meta).toMatchObject({ version: '0.1.0', dim, model: { beta: 20 }, device: { id: 'cpu' } });
    expect(meta.seconds).toEqual({
      mrdam: expect.any(Number) as number,
      drdam: expect.any(Number) as number,
    });
  });

  it('gives the same states for the same seed, and others for another', async () => {
    const statesWith = async (seed: string) => {
      const args = [
        'descend',
        'set',
        '--memories',
        '3',
        '--steps',
        '5',
        '--seed',
        seed,
        ...quick,
        '--out',
        'seed.npz',
      ];
      expect((await cli(args, { cwd: folder })).status).toBe(0);
      return Array.from((await readNpz(file('seed.npz'))).drdam_states?.data ?? []);
    };
    const first = await statesWith('1');
    expect(await statesWith('1')).toEqual(first);
    expect(await statesWith('2')).not.toEqual(first);
  });

  it('writes files that numpy loads, if numpy is installed', async ({ skip }) => {
    const script = `import sys, json, numpy as np
z = np.load(sys.argv[1])
meta = json.loads(str(z["meta"]))
assert z["mrdam_states"].dtype == np.float32 and z["clamped"].dtype == bool
assert np.isfinite(z["drdam_energies"]).all() and meta["seconds"]["drdam"] > 0
print(sorted(z.files)[0])`;
    const pythons = ['python3', '/usr/bin/python3'];
    const python = pythons.find((name) => {
      try {
        execFileSync(name, ['-c', 'import numpy'], { stdio: 'ignore' });
        return true;
      } catch {
        return false; // without numpy
      }
    });
    if (!python) return skip();
    await cli(['descend', 'set', '--steps', '3', ...quick, '--out', 'numpy.npz'], { cwd: folder });
    expect(
      execFileSync(python, ['-c', script, file('numpy.npz')])
        .toString()
        .trim(),
    ).toBe('clamped');
  });

  it.each(['cpu', ...(softwareGpu ? ['webgpu'] : [])])(
    'reads states, queries, the projection and fixed coordinates from files, on %s',
    async (device) => {
      const [dim, numFeatures] = [10, 60];
      const states = [
        '--memory-file',
        saveNpy(file('M.npy'), boxStates(4, dim, 1), [4, dim]),
        '--query-file',
        saveNpy(file('Q.npy'), boxStates(2, dim, 2), [2, dim]),
        '--projection-file',
        saveNpy(
          file('S.npy'),
          boxStates(numFeatures, dim, 3).map((v) => v * 6 - 1),
          [numFeatures, dim],
        ),
        '--clamp-file',
        saveNpy(
          file('C.npy'),
          Uint8Array.from({ length: dim }, (_, i) => i % 2),
          [dim],
        ),
      ];
      const args = [
        'descend',
        ...states,
        '--beta',
        '20',
        '--steps',
        '12',
        '--device',
        device,
        '--out',
        file('files.npz'),
      ];
      const { status, stderr } = await cli(args, device === 'webgpu' ? { env: softwareGpu ?? {} } : {});
      expect(stderr).not.toContain('rror');
      expect(status).toBe(0);
      const run = await readNpz(file('files.npz'));
      const last = rowsOf(run.drdam_states?.data ?? [], 2 * dim).at(-1) ?? [];
      const queries = Array.from(run.queries?.data ?? []);
      last.forEach((value, i) => {
        if (i % 2 === 1) expect(value).toBe(queries[i]);
      });
      expect(largestError(last, queries)).toBeGreaterThan(1e-3);
      expect(await readMeta(file('files.npz'))).toMatchObject({
        projection: { kind: 'file', numFeatures },
        device: { id: device },
      });
    },
  );

  it('recalls four half-occluded colour pictures of 64 x 64 in both models', async () => {
    const { stdout } = await cli([
      'descend',
      'sample:emoji',
      '--memories',
      '4',
      '--fill',
      'mean',
      '--beta',
      '60',
      '--features',
      '180000',
      '--steps',
      '300',
      '--sheet',
      file('sheet.png'),
      '--json',
    ]);
    const run = JSON.parse(stdout) as {
      peakMemoryBytes: number;
      models: Record<string, { nearest: number[] }>;
    };
    expect(run.models.mrdam?.nearest).toEqual([0, 1, 2, 3]);
    expect(run.models.drdam?.nearest).toEqual([0, 1, 2, 3]);
    expect(run.peakMemoryBytes).toBeLessThan(600e6);
    expect(readFileSync(file('sheet.png')).subarray(1, 4).toString()).toBe('PNG');
  });

  it('leaves no file behind and an older one unchanged when it is interrupted', async () => {
    const target = file('interrupted');
    mkdirSync(target);
    writeFileSync(join(target, 'run.npz'), 'an older run');
    const args = [
      'descend',
      'sample:emoji',
      '--steps',
      '100000',
      '--keep',
      '100',
      '--device',
      'cpu',
      '--out',
      'run.npz',
    ];
    const { status, stdout } = await cli(args, { cwd: target, interruptWhen: /Descending/ });
    expect(status).toBe(130);
    expect(stdout).toBe('');
    expect(readdirSync(target)).toEqual(['run.npz']);
    expect(readFileSync(join(target, 'run.npz'), 'utf8')).toBe('an older run');
  });

  it('reports a path that cannot be written before anything is computed', async () => {
    const { status, stderr } = await cli(['descend', 'sample:emoji', '--out', file('no/such/run.npz')]);
    expect(status).toBe(1);
    expect(stderr).toContain('its folder does not exist');
    expect(stderr).not.toContain('Descending');
  });
});

it('leaves no other file on the machine', async () => {
  const home = file('home');
  mkdirSync(home);
  const env = { HOME: home, USERPROFILE: home, TMPDIR: home, TEMP: home, XDG_CACHE_HOME: home };
  const quick = ['--memories', '3', '--features', '100', '--steps', '2', '--device', 'cpu'];
  expect(await cli(['descend', 'set', ...quick], { cwd: folder, env })).toMatchObject({ status: 0 });
  // neither pictures nor usage data that the runtime would collect
  expect(readdirSync(home)).toEqual([]);
});

describe('landscape', () => {
  it('writes surface.npz as documented', async () => {
    const args = [
      'landscape',
      'set',
      '--memories',
      '4',
      '--features',
      '500',
      '--grid',
      '20',
      '--device',
      'cpu',
      '--out',
      'surface.npz',
    ];
    expect((await cli(args, { cwd: folder })).status).toBe(0);
    const surface = await readNpz(file('surface.npz'));
    const dim = 12 * 12 * 3;
    const shapes = Object.fromEntries(Object.entries(surface).map(([name, { shape }]) => [name, shape]));
    expect(shapes).toEqual({
      u: [20],
      v: [20],
      origin: [dim],
      axes: [2, dim],
      mrdam_energy: [20, 20],
      drdam_energy: [20, 20],
      drdam_clipped: [20, 20],
    });
    expect(surface.mrdam_energy?.type).toBe('f4');
    expect(surface.drdam_clipped?.type).toBe('b1');
    expect((await readMeta(file('surface.npz'))).seconds).toMatchObject({
      mrdam: expect.any(Number) as number,
    });
    const u = Array.from(surface.u?.data ?? []);
    expect(at(u, 1) - at(u, 0)).toBeCloseTo(at(u, 19) - at(u, 18), 10);
  });
});

describe('an invalid command line', () => {
  // src/cli/run-command.test.ts has the others
  it.each([[['fly']], [['descend', 'set', '--beta', 'hot']]])(
    '%j ends with status 2, one line on stderr and nothing on stdout',
    async (args) => {
      const { status, stdout, stderr } = await cli(args, { cwd: folder });
      expect(status).toBe(2);
      expect(stdout).toBe('');
      expect(stderr.trim().split('\n').length).toBe(1);
    },
  );

  it('fails with the reason if the chosen device cannot run, without a fallback', async () => {
    const { status, stderr } = await cli(['descend', 'set', '--device', 'dml'], { cwd: folder });
    expect(status).toBe(1);
    expect(stderr).toMatch(/DirectML cannot run here: .+\./);
  });

  it('--debug adds the stack to an error', async () => {
    const { stderr } = await cli(['images', file('missing'), '--debug']);
    expect(stderr).toContain('    at ');
  });
});
