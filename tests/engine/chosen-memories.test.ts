import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Corruption, MemoriesSpec, QuerySpec, Setup } from '#shared/setup';
import { saveNpy, temporaryFolder } from '../support/cli';
import { boxStates } from '../support/descents';
import { engineForFile, prepare, startEngine } from '../support/engine';
import { png, somePicture } from '../support/pictures';

/** Memories by their names, and queries each with a specification of its own. */

const folder = temporaryFolder();
const engine = engineForFile();
const [side, dim] = [12, 12 * 12 * 3];
const names = Array.from({ length: 8 }, (_, i) => `picture ${String(i)}.png`);
const set = join(folder, 'set');
mkdirSync(set);
names.forEach((name, i) => {
  writeFileSync(join(set, name), somePicture(i + 1));
});
const images = { source: set, gray: false };
const drawn: MemoriesSpec = { from: 'images', images, count: 6, seed: 3 };
const chosen = (...these: string[]): MemoriesSpec => ({ from: 'chosen', images, names: these });
const none = (memories: MemoriesSpec): Setup => ({ memories, queries: each(stateOf(new Float32Array(dim))) });
const each = (...queries: QuerySpec[]): Setup['queries'] => ({ from: 'each', queries });
const base64 = (data: Float32Array | Float64Array | Uint8Array) =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
const plain = { corruptions: [], fill: 'black' as const, clamp: false, seed: 0 };
const stateOf = (state: Float32Array): QuerySpec => ({
  ...plain,
  source: { kind: 'state', state: base64(state) },
});
const pictureOf = (name: string, corruptions: Corruption[] = [], from = images): QuerySpec => ({
  ...plain,
  corruptions,
  source: { kind: 'picture', images: from, name },
});
const row = (rows: Float32Array, k: number) => rows.slice(k * dim, (k + 1) * dim);

describe('memories by name', () => {
  it('are those that a seed draws, in another order', async () => {
    const first = await prepare(engine, none(drawn));
    const byName = first.report.memories.map(({ name }) => name).reverse();
    const second = await prepare(engine, none(chosen(...byName)));
    expect(second.report.memories.map(({ name }) => name)).toEqual(byName);
    expect(second.report.shape).toEqual({ height: side, width: side, channels: 3 });
    for (let k = 0; k < 6; k++) {
      expect(row(second.rows.floats('memories'), k)).toEqual(row(first.rows.floats('memories'), 5 - k));
    }
  });

  it('that cannot be had are named with the reason, and the rest goes on', async () => {
    writeFileSync(join(set, 'text.png'), 'this is text');
    const wanted = ['gone.png', names[2] ?? '', 'text.png', names[0] ?? '', names[2] ?? ''];
    const { report } = await prepare(engine, none(chosen(...wanted)));
    expect(report.memories.map(({ name }) => name)).toEqual([names[2], names[0]]);
    expect(report.skipped.map(({ path }) => path)).toEqual(['gone.png', 'text.png', names[2]]);
    expect(report.skipped[0]?.reason).toBe('it is no longer in the set');
    expect(report.skipped[1]?.reason).toContain('not a picture');
    const nothing = prepare(engine, none(chosen('gone.png', 'text.png')));
    await expect(nothing).rejects.toThrow('None of the 2 chosen pictures can be read: gone.png');
  });

  it('that are too many to keep are refused', async () => {
    const call = prepare(startEngine({ memoryBytes: 4096 }), none(chosen(...names)));
    await expect(call).rejects.toThrow(/8 memories .* but at most 4\.1 kB is kept in memory/);
  });
});

describe('names', () => {
  it('differ within a set, whatever its files are called', async () => {
    const files = ['a.png', 'b/a.png', 'b/a (2).png'].map((name) => join(folder, name));
    mkdirSync(join(folder, 'b'));
    files.forEach((file, i) => {
      writeFileSync(file, somePicture(i + 1));
    });
    const several = { source: 'three pictures', files, gray: false };
    const { items } = await engine.call('browse', { images: several, seed: 0, limit: 10 });
    expect(items.map(({ name }) => name).sort()).toEqual(['a (2).png', 'a (3).png', 'a.png']);
  });
});

describe('queries with their own specifications', () => {
  const cut: Corruption[] = [
    { kind: 'side', side: 'bottom', fraction: 0.5 },
    { kind: 'box', x: 1, y: 1, width: 3, height: 2 },
  ];

  it.each(['black', 'mean'] as const)('are those that are made from memories, filled %s', async (fill) => {
    const damage = { corruptions: cut, fill, clamp: true, seed: 4 };
    const made = await prepare(engine, {
      memories: drawn,
      queries: { from: 'memories', count: 3, ...damage },
    });
    const specs = made.report.memories.slice(0, 3).map(({ name }) => ({ ...pictureOf(name), ...damage }));
    const own = await prepare(engine, { memories: drawn, queries: each(...specs) });
    expect(own.rows.floats('queries')).toEqual(made.rows.floats('queries'));
    expect(own.rows.floats('origins')).toEqual(made.rows.floats('origins'));
    expect(own.rows.clamped()).toEqual(made.rows.clamped());
    expect(own.report.targets).toEqual([0, 1, 2]);
  });

  it('are the same whatever others there are', async () => {
    const noisy: QuerySpec = { ...pictureOf('picture 5.png'), fill: 'noise', seed: 9 };
    noisy.corruptions.push({ kind: 'noise', sigma: 0.2 }, ...cut);
    const queriesOf = async (...queries: QuerySpec[]) =>
      (await prepare(engine, { memories: drawn, queries: each(...queries) })).rows.floats('queries');
    const alone = await queriesOf(noisy);
    const last = row(await queriesOf(pictureOf('picture 1.png', cut), stateOf(alone), noisy), 2);
    expect(last).toEqual(alone);
  });

  it('are pictures of any set, brought to the shape of the memories', async () => {
    const gray = join(folder, 'gray.png');
    writeFileSync(gray, png(24, 24, 1, new Uint8Array(24 * 24).fill(51)));
    const foreign = pictureOf('gray.png', [], { source: gray, gray: false });
    const memories = chosen(names[4] ?? '', names[1] ?? '');
    const queries = each(pictureOf(names[1] ?? ''), foreign, pictureOf(names[7] ?? ''));
    const { report, rows } = await prepare(engine, { memories, queries });
    expect(report.targets).toEqual([1, -1, -1]);
    for (const value of row(rows.floats('queries'), 1)) expect(value).toBeCloseTo(0.2 / Math.sqrt(dim), 7);
  });

  it('are states too, which have no origin and no error', async () => {
    const state = boxStates(1, dim, 5);
    const setup = { memories: drawn, queries: each(stateOf(state), pictureOf('picture 1.png', cut)) };
    const { report, rows } = await prepare(engine, setup);
    expect(report.targets[0]).toBe(-1);
    expect(row(rows.floats('queries'), 0)).toEqual(state);
    expect(row(rows.floats('origins'), 0).every(Number.isNaN)).toBe(true);
    const { models } = await engine.call('descend', {
      setup,
      model: {
        models: ['mrdam'],
        beta: 40,
        device: 'cpu',
        drdam: { numFeatures: 100, featureMap: 'sincos', projection: 'auto', epsilon: 1e-5, seed: 0 },
      },
      descent: { stepSize: 0.1, steps: 1, keep: 1 },
    });
    expect(models.mrdam?.errors).toEqual([null, expect.any(Number)]);
  });

  it('miss the pixels of a mask, from its lowest bit on', async () => {
    const bits = new Uint8Array((side * side) / 8);
    bits[0] = 0b10; // row 0, column 1
    bits[3] = 0b1000_0000; // pixel 31: row 2, column 7
    const queries = each({
      ...pictureOf('picture 2.png'),
      clamp: true,
      corruptions: [{ kind: 'mask', bits: base64(bits) }],
    });
    const { rows } = await prepare(engine, { memories: drawn, queries });
    const clamped = rows.clamped();
    const missing = [1, 31].flatMap((pixel) => [0, 1, 2].map((channel) => 3 * pixel + channel));
    expect([...clamped.keys()].filter((i) => clamped[i] === 0)).toEqual(missing);
    const [state, origin] = [rows.floats('queries'), rows.floats('origins')];
    state.forEach((value, i) => {
      expect(value).toBe(missing.includes(i) ? 0 : origin[i]);
    });
  });

  const rowsFile = join(folder, 'rows.npy');
  beforeAll(() => {
    saveNpy(rowsFile, boxStates(2, dim, 1), [2, dim]);
  });
  it.each<[string, QuerySpec, MemoriesSpec, RegExp]>([
    [
      'a mask of another size',
      pictureOf('picture 1.png', [{ kind: 'mask', bits: 'AAAA' }]),
      drawn,
      /mask holds 3 bytes, but pictures of 12x12 take 18/,
    ],
    [
      'a state of another size',
      stateOf(new Float32Array(5)),
      drawn,
      /query 0 has 5 coordinates, but the memories have 432/,
    ],
    [
      'a state that is not finite',
      stateOf(new Float32Array(dim).fill(NaN)),
      drawn,
      /query 0 holds a value that is not finite/,
    ],
    [
      'a picture that is gone',
      pictureOf('gone.png'),
      drawn,
      /gone\.png cannot be a query: it is no longer in the set/,
    ],
    [
      'a picture beside states without a shape',
      pictureOf('picture 1.png'),
      { from: 'file', path: rowsFile },
      /no shape of pictures/,
    ],
  ])('are refused in a sentence: %s', async (_, spec, memories, words) => {
    await expect(prepare(engine, { memories, queries: each(spec) })).rejects.toThrow(words);
  });
});
