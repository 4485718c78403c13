import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FrameMeta, Params } from '#shared/api';
import { EngineError } from '#shared/errors';
import { EngineClient } from '#shared/rpc/client';
import { encodeFrame } from '#shared/rpc/frame';
import type { Handlers } from '#shared/rpc/server';
import { serveEngine } from '#shared/rpc/server';
import type { Joined } from './transports';
import { transports } from './transports';

/**
 * What every transport between client and engine must keep, with a scripted engine whose frames are numbered. What
 * the interfaces say in their types is not repeated here; this is what they leave implicit.
 */

const setup: Params<'prepare'> = {
  memories: { from: 'file', path: 'unused' },
  queries: { from: 'file', path: 'unused' },
};
const model: Params<'descend'>['model'] = {
  models: ['mrdam'],
  beta: 1,
  device: 'cpu',
  drdam: { numFeatures: 1, featureMap: 'sincos', projection: 'auto', epsilon: 1e-5, seed: 0 },
};
/** A run of `steps` frames. */
const run = (steps: number): Params<'descend'> => ({
  setup,
  model,
  descent: { stepSize: 1, steps, keep: 1 },
});

/** How long a test waits for the engine's side to notice: a busy machine may take long. */
const PATIENCE = { timeout: 20_000 };

const FLOATS = 1024;
const report = {
  device: { id: 'cpu' as const, name: 'scripted', reason: '' },
  projection: null,
  models: {},
  trust: null,
  measured: { energyError: null, pixelNoise: null, endDistances: null },
  setupSeconds: 0,
};

describe.each(transports)('over $name', ({ join }) => {
  let joined: Joined;
  let client: EngineClient;
  /** How many frames the scripted engine has been allowed to send, and whether it was stopped. */
  let sent = 0;
  let stopped = false;

  const handlers: Handlers = {
    devices: () => Promise.reject(new EngineError('no-device', 'There is no device.', 'Buy one.')),
    samples: () => Promise.resolve([]),
    images: () => Promise.reject(new TypeError('an unforeseen fault')),
    browse: () => new Promise(() => undefined),
    thumbnails: () => new Promise(() => undefined),
    prepare: () =>
      sleep(5).then(() => ({
        dim: 1,
        shape: null,
        numMemories: 0,
        memories: [],
        numQueries: 0,
        targets: [],
        skipped: [],
      })),
    async descend({ descent }, { signal, progress, notice, send }) {
      try {
        notice({ id: 'started', severity: 'info', summary: 'Started, with a ü and a 日.' });
        for (let step = 0; step < descent.steps; step++) {
          const data = new Float32Array(FLOATS).fill(step);
          const meta = { model: 'mrdam' as const, firstStep: step, firstQuery: 0, stateSteps: [step] };
          await send(meta, { states: { data, shape: [FLOATS] } });
          sent++;
          progress({ stage: 'Descending', done: step + 1, total: descent.steps, unit: 'steps' });
        }
        return report;
      } finally {
        stopped = signal.aborted;
      }
    },
    inspect: () => Promise.reject(new EngineError('bad-input', 'There is nothing to inspect.')),
    predictReliability: () => Promise.resolve({ reliability: null }),
    precomputeFeatures: () => Promise.resolve({ seconds: 0 }),
    plane: () => new Promise(() => undefined),
    landscape: () => new Promise(() => undefined),
    experiments: () => Promise.resolve({ version: '', names: [] }),
    planExperiment: () => new Promise(() => undefined),
    experiment: () => new Promise(() => undefined),
  };

  beforeEach(async () => {
    sent = 0;
    stopped = false;
    joined = await join();
    serveEngine(joined.engine, handlers);
    client = new EngineClient(joined.client);
  });
  afterEach(() => joined.close());

  it('frames arrive complete, in order and intact, before the result', async () => {
    const steps: number[] = [];
    const notices: string[] = [];
    let progress = 0;
    const result = await client.call('descend', run(200), {
      onFrame: async (meta, { states }) => {
        await sleep(0);
        steps.push(meta.firstStep);
        expect(states?.data).toEqual(new Float32Array(FLOATS).fill(meta.firstStep));
      },
      onNotice: ({ summary }) => notices.push(summary),
      onProgress: ({ done }) => (progress = done),
    });
    expect(steps).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect(notices).toEqual(['Started, with a ü and a 日.']);
    expect(progress).toBe(200);
    expect(result).toEqual(report);
  });

  it('a slow reader holds the sender at its credit, and lets it go on', async () => {
    const frameBytes =
      encodeFrame({ callId: 0, sequence: 0, meta: {}, arrays: {} }).length + 4 * FLOATS + 200;
    const creditBytes = 5 * frameBytes;
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let taken = 0;
    const call = client.call('descend', run(100), {
      creditBytes,
      onFrame: async () => {
        await gate;
        taken++;
      },
    });
    await sleep(150);
    expect(sent).toBeGreaterThanOrEqual(5);
    expect(sent).toBeLessThanOrEqual(7); // the credit, and one frame that may overdraw it
    release();
    await call;
    expect(taken).toBe(100);
  });

  it('a frame larger than the whole credit still passes', async () => {
    let taken = 0;
    await client.call('descend', run(10), {
      creditBytes: 1,
      onFrame: () => {
        taken++;
      },
    });
    expect(taken).toBe(10);
  });

  it('cancel stops a stream that waits for credit, and the engine serves on', async () => {
    const abort = new AbortController();
    const call = client.call('descend', run(1000), {
      signal: abort.signal,
      creditBytes: 1,
      onFrame: () => sleep(1_000_000),
    });
    const failure = expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await sleep(50);
    abort.abort();
    await failure;
    await vi.waitFor(() => {
      expect(stopped).toBe(true);
    }, PATIENCE);
    await expect(client.call('prepare', setup)).resolves.toMatchObject({ dim: 1 });
  });

  it('a cancel is confirmed when it is read, even if the call does not end', async () => {
    const abort = new AbortController();
    const spec = { name: 'fig1', quick: true, seed: 0, device: 'cpu' } as const;
    const confirmed = new Promise<void>((resolve) => {
      const options = { signal: abort.signal, onCancelling: resolve };
      client.call('planExperiment', spec, options).catch(() => undefined); // the port closes after the test
    });
    abort.abort();
    await confirmed;
  });

  it('a call that is cancelled before it starts never starts', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(client.call('descend', run(5), { signal: abort.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await sleep(30);
    expect(sent).toBe(0);
  });

  it('calls run side by side', async () => {
    const order: string[] = [];
    await Promise.all([
      client.call('descend', run(300), { onFrame: () => sleep(1) }).then(() => order.push('long')),
      client.call('prepare', setup).then(() => order.push('short')),
    ]);
    expect(order).toEqual(['short', 'long']);
  });

  it('errors keep their code, words and next step; unforeseen ones are internal', async () => {
    await expect(client.call('devices', {})).rejects.toMatchObject({
      code: 'no-device',
      message: 'There is no device.',
      next: 'Buy one.',
    });
    await expect(client.call('images', { source: 'x', gray: false })).rejects.toMatchObject({
      code: 'internal',
      message: 'an unforeseen fault',
    });
  });

  it('parameters that break the schema are refused with the place where they do', async () => {
    const wrong = { ...run(1), model: { ...model, beta: -1 } };
    await expect(client.call('descend', wrong)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(client.call('descend', wrong)).rejects.toThrow('model.beta');
  });

  it('a reader that fails ends its call and stops the engine', async () => {
    const call = client.call('descend', run(1000), {
      creditBytes: 1,
      onFrame: (meta: FrameMeta<'descend'>) => {
        if (meta.firstStep === 3) throw new EngineError('bad-input', 'The disk is full.');
      },
    });
    await expect(call).rejects.toMatchObject({ code: 'bad-input', message: 'The disk is full.' });
    await sleep(50);
    expect(stopped).toBe(true);
  });

  it('when the port closes, pending calls fail and the engine stops computing', async () => {
    const call = client.call('descend', run(1_000_000), { onFrame: () => sleep(1) });
    const failure = expect(call).rejects.toMatchObject({ code: 'engine-stopped' });
    await sleep(50);
    joined.client.close();
    await failure;
    await vi.waitFor(() => {
      expect(stopped).toBe(true);
    }, PATIENCE);
    await expect(client.call('prepare', setup)).rejects.toMatchObject({ code: 'engine-stopped' });
  });

  it('another version of the protocol is refused in words', async () => {
    const other = await join();
    serveEngine(other.engine, handlers);
    const answer = new Promise((resolve) => {
      other.client.onMessage(resolve);
    });
    other.client.send({ type: 'hello', version: 999 });
    expect(await answer).toEqual({ type: 'refused', reason: 'other-version' });
    await other.close();
  });

  it.each([
    ['no hello first', { type: 'cancel', id: 0 }],
    ['an unknown type', { type: 'shout' }],
    ['not an object', [1, 2]],
  ])('a malformed message is refused: %s', async (_, message) => {
    const other = await join();
    serveEngine(other.engine, handlers);
    const answer = new Promise((resolve) => {
      other.client.onMessage(resolve);
    });
    other.client.send(message);
    expect(await answer).toEqual({ type: 'refused', reason: 'malformed' });
    await other.close();
  });
});
