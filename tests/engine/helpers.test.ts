import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { afterEach, describe, expect, it } from 'vitest';
import { createEngine } from '#engine/engine';
import { forkHelper, forkProcess } from '#engine/process/fork';
import type { StartHelper } from '#engine/process/helper';
import type { Params } from '#shared/api';
import { EngineClient } from '#shared/rpc/client';
import type { Port } from '#shared/rpc/port';
import { portPair } from '#shared/rpc/port';
import { serveEngine } from '#shared/rpc/server';
import { Recording } from '#shared/recording';
import { temporaryFolder } from '../support/cli';
import { somePicture } from '../support/pictures';

/** Processes that end, hang and are killed: a real engine and real helpers, over real ports. */

const folder = temporaryFolder();

/** A long run at the size of the paper's Figure 1. */
const longRun: Params<'descend'> = {
  setup: {
    memories: { from: 'images', images: { source: 'sample:emoji', gray: false }, count: 4, seed: 0 },
    queries: {
      from: 'memories',
      count: 4,
      corruptions: [{ kind: 'side', side: 'bottom', fraction: 0.5 }],
      fill: 'mean',
      clamp: true,
      seed: 0,
    },
  },
  model: {
    models: ['mrdam', 'drdam'],
    beta: 60,
    device: 'cpu',
    drdam: { numFeatures: 180_000, featureMap: 'sincos', projection: 'auto', epsilon: 1e-5, seed: 0 },
  },
  descent: { stepSize: 0.1, steps: 100_000, keep: 10 },
};

const opened: { readonly close: () => void }[] = [];
afterEach(() => {
  for (const { close } of opened.splice(0)) close();
});

function engineProcess(): { readonly client: EngineClient; readonly kill: () => void } {
  const port = forkHelper('engine');
  const client = new EngineClient(port);
  const kill = () => {
    port.close();
  };
  opened.push({ close: kill });
  return { client, kill };
}

/** An engine in this process whose helpers are watched, and spoilt, by `startHelper`. */
function engineWith(startHelper: StartHelper): EngineClient {
  const engine = createEngine({ startHelper });
  const [here, there] = portPair();
  serveEngine(there, engine.handlers);
  opened.push({ close: () => void engine.close() });
  return new EngineClient(here);
}

/** A port that ends its process when a message matches. */
function endingOn(port: Port, matches: (text: string) => boolean): Port {
  return {
    ...port,
    send(message) {
      // as the process would get it, so that names inside bytes are found too
      if (matches(serialize(message).toString('latin1'))) port.close();
      else port.send(message);
    },
  };
}

describe('the engine in a process of its own', () => {
  it('answers at every port, whichever of them is used first', async () => {
    const helper = forkProcess('engine');
    opened.push({ close: helper.end });
    const [first, second] = [helper.openPort(), helper.openPort()];
    for (const port of [second, first]) {
      expect(await new EngineClient(port).call('samples', {})).not.toHaveLength(0);
    }
  });

  it('is stopped by a cancel in mid-descent, and serves the next call', async () => {
    const { client } = engineProcess();
    const abort = new AbortController();
    let frames = 0;
    const run = client.call('descend', longRun, {
      signal: abort.signal,
      onFrame: () => {
        frames++;
      },
    });
    const failure = expect(run).rejects.toMatchObject({ code: 'cancelled' });
    while (frames < 20) await sleep(10);
    abort.abort();
    await failure;
    // answered only by an engine that left the other 99 900 steps
    const next = await client.call('prepare', longRun.setup);
    expect(next.dim).toBe(12_288);
  });

  it('killed in mid-call, fails its calls; what was recorded stays and can be scrubbed', async () => {
    const { client, kill } = engineProcess();
    const recording = new Recording({
      models: ['mrdam', 'drdam'],
      numQueries: 4,
      dim: 12_288,
      steps: 100_000,
    });
    const run = client.call('descend', longRun, {
      onFrame: (meta, arrays) => {
        recording.add(meta, arrays);
      },
    });
    const failure = expect(run).rejects.toMatchObject({ code: 'engine-stopped' });
    while (recording.reached('drdam') < 30) await sleep(10);
    kill();
    await failure;
    expect(recording.stateAt('drdam', 3, 30)?.step).toBe(30);
    expect(recording.energies('drdam')[4 * 29]).toBeGreaterThan(-1);
    await expect(client.call('devices', {})).rejects.toMatchObject({ code: 'engine-stopped' });

    const again = engineProcess();
    expect((await again.client.call('prepare', longRun.setup)).dim).toBe(12_288);
  });
});

describe('decode helpers', () => {
  it('that a file ends cost that file alone, and are started again', async () => {
    const set = join(folder, 'set');
    mkdirSync(set);
    for (let i = 0; i < 9; i++) {
      writeFileSync(join(set, `${String(i)}${i < 3 ? ' killer' : ''}.png`), somePicture(i));
    }
    const client = engineWith((kind) =>
      endingOn(forkHelper(kind), (text) => text.includes('verify') && text.includes('killer')),
    );
    const report = await client.call('images', { source: set, gray: false });
    expect(report.count).toBe(6);
    const reason = expect.stringContaining('the decoder ended') as string;
    expect(report.skipped.map(({ path }) => path).sort()).toEqual([
      '0 killer.png',
      '1 killer.png',
      '2 killer.png',
    ]);
    for (const skipped of report.skipped) expect(skipped.reason).toEqual(reason);
  });
});

describe('probes', () => {
  it('that end are a device that is not available, in words', async () => {
    const client = engineWith((kind) => endingOn(forkHelper(kind), (text) => text.includes('webgpu')));
    const reports = await client.call('devices', {});
    expect(reports.find(({ id }) => id === 'cpu')).toMatchObject({ works: true, reason: '' });
    const webgpu = reports.find(({ id }) => id === 'webgpu');
    expect(webgpu?.works).toBe(false);
    expect(webgpu?.reason).toContain('the probe ended');
  });
});
