import { spawn } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
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
import { saveNpy, temporaryFolder } from '../support/cli';
import { glutton, loopBelow } from '../support/bowl-energies';
import { never } from '../support/descents';

/** A person's own energy in its helper process, whatever it does. */

const folder = temporaryFolder();

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
