import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Params } from '#shared/api';
import { Recording } from '#shared/recording';
import type { EngineClient } from '#shared/rpc/client';
import type { MemoriesSpec, QuerySpec } from '#shared/setup';
import { cli, saveNpy, temporaryFolder } from '../support/cli';
import { boxStates } from '../support/descents';
import { engineForFile, prepare, startEngine } from '../support/engine';

/** Memories that are too many to keep: summed as they are read, and read again to see where queries ended. */

const folder = temporaryFolder();
const engine = engineForFile();
const [dim, count] = [144, 20];
const images = { source: 'sample:emoji', gray: true, size: { width: 12, height: 12 } };
const path = join(folder, 'memories.npy');
saveNpy(path, boxStates(count, dim, 3), [count, dim]);
const sources: { name: string; memories: MemoriesSpec }[] = [
  { name: 'pictures', memories: { from: 'images', images, count: 12, seed: 0 } },
  { name: 'rows of a file', memories: { from: 'file', path } },
];

function paramsOf(memories: MemoriesSpec, models: ('mrdam' | 'drdam')[]): Params<'descend'> {
  return {
    setup: {
      memories,
      queries: {
        from: 'memories',
        count: 3,
        corruptions: [{ kind: 'side', side: 'bottom', fraction: 0.4 }],
        fill: 'mean',
        clamp: true,
        seed: 0,
      },
    },
    model: {
      models,
      beta: 120,
      device: 'cpu',
      drdam: { numFeatures: 40_000, featureMap: 'sincos', projection: 'auto', epsilon: 1e-5, seed: 0 },
    },
    descent: { stepSize: 0.1, steps: 60, keep: 60 },
  };
}

async function descend(engine: EngineClient, memories: MemoriesSpec) {
  const recording = new Recording({ models: ['drdam'], numQueries: 3, dim, steps: 60 });
  const notices: string[] = [];
  const report = await engine.call('descend', paramsOf(memories, ['drdam']), {
    onNotice: ({ id }) => notices.push(id),
    onFrame: (meta, arrays) => {
      recording.add(meta, arrays);
    },
  });
  return {
    drdam: report.models.drdam,
    trust: report.trust,
    states: recording.states('drdam').get(60),
    notices,
  };
}

it('rows of a file must have the shape that is asked for', async () => {
  const memories = { from: 'file', path, shape: { height: 12, width: 13, channels: 1 } } as const;
  const call = startEngine({ memoryBytes: 4096 }).call('descend', paramsOf(memories, ['drdam']), {});
  await expect(call).rejects.toThrow('The shape 12,13,1 does not hold the 144 numbers of a state');
});

it('the command line refuses them to MrDAM before it reads them', async () => {
  const rows = 2048;
  const states = boxStates(rows, dim, 4);
  states[states.length - 1] = NaN; // whoever reads as far as this says so
  const large = saveNpy(join(folder, 'large.npy'), states, [rows, dim]);
  const args = [
    'descend',
    '--memory-file',
    large,
    '--memory-budget',
    '1',
    '--fill',
    'mean',
    '--device',
    'cpu',
  ];
  for (const [options, sentence] of [
    [[], 'but at most 1.0 MB is kept in memory'],
    [['--model', 'drdam', '--shards', '2'], 'need them there'],
    [['--model', 'drdam'], 'not finite'],
  ] as const) {
    const { status, stderr } = await cli([...args, ...options]);
    expect(status).toBe(1);
    expect(stderr).toContain(sentence);
  }
});

it('queries with their own specifications are the same where their memories are not kept', async () => {
  const { items } = await engine.call('browse', { images, seed: 0, limit: 13 });
  const specs = [3, 12, 11].map((place): QuerySpec => ({
    source: { kind: 'picture', images, name: items[place]?.name ?? '' },
    corruptions: [{ kind: 'side', side: 'bottom', fraction: 0.4 }],
    fill: 'mean',
    clamp: false,
    seed: 0,
  }));
  const memories = { from: 'images', images, count: 12, seed: 0 } as const;
  const setup = { memories, queries: { from: 'each' as const, queries: specs } };
  const kept = await prepare(engine, setup);
  const streamed = await prepare(startEngine({ memoryBytes: 4096 }), setup);
  expect(streamed.report.memories).toEqual([]);
  expect(streamed.report.targets).toEqual([3, -1, 11]);
  expect(kept.report.targets).toEqual([3, -1, 11]);
  const states = kept.rows.floats('queries');
  streamed.rows.floats('queries').forEach((value, i) => {
    expect(Math.abs(value - (states[i] ?? NaN))).toBeLessThan(1e-6);
  });
});

describe.each(sources)('$name', ({ memories }) => {
  it('give what they give when they are kept', async () => {
    const kept = await descend(engine, memories);
    const streamed = await descend(startEngine({ memoryBytes: 4096 }), memories);
    expect([kept, streamed].map(({ notices }) => notices.includes('streamed'))).toEqual([false, true]);
    streamed.states?.forEach((value, i) => {
      expect(Math.abs(value - (kept.states?.[i] ?? NaN))).toBeLessThan(1e-5);
    });
    expect(streamed.drdam?.nearest).toEqual(kept.drdam?.nearest);
    expect(streamed.drdam?.basins).toEqual(kept.drdam?.basins);
    expect(streamed.drdam?.basins).toContain(0); // something was recalled, so that the comparison says something
    expect(streamed.trust?.separatingBeta).toBeCloseTo(kept.trust?.separatingBeta ?? NaN, 3);
    expect(streamed.trust?.effectiveMemories).toBeCloseTo(kept.trust?.effectiveMemories ?? NaN, 3);
  });

  it('are refused to MrDAM, with what they would take', async () => {
    const call = startEngine({ memoryBytes: 4096 }).call(
      'descend',
      paramsOf(memories, ['mrdam', 'drdam']),
      {},
    );
    await expect(call).rejects.toThrow(/take [\d.]+ kB as rows, but at most 4\.1 kB is kept in memory/);
  });
});
