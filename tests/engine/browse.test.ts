import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Progress } from '#shared/progress';
import type { EngineClient } from '#shared/rpc/client';
import { temporaryFolder } from '../support/cli';
import { prepare, startEngine } from '../support/engine';
import { png, somePicture } from '../support/pictures';

/** Looking through a set of pictures before any of them is stored. */

const folder = temporaryFolder();
/** Its own size and no side over 64, so that it stays as it is. */
const [width, height] = [48, 32];
const samples = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7) % 256);

function setOf(name: string, files: Record<string, Buffer | string>) {
  const source = join(folder, name);
  mkdirSync(join(source, 'deep'), { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(source, file), content);
  return { source, gray: false };
}

async function thumbnails(
  engine: EngineClient,
  images: { source: string; gray: boolean },
  names: string[],
  side: number,
) {
  const frames: { firstRow: number; shape: readonly number[]; data: Uint8Array }[] = [];
  const { skipped } = await engine.call(
    'thumbnails',
    { images, names, side },
    {
      onFrame: ({ firstRow }, { pixels }) => {
        if (pixels) frames.push({ firstRow, shape: pixels.shape, data: pixels.data as Uint8Array });
      },
    },
  );
  return { skipped, frames };
}

it('a set is browsed in the order in which its pictures are drawn', async () => {
  const files = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${String(i)}.png`, somePicture(i)]));
  const images = setOf('nine', { ...files, 'deep/a.png': somePicture(10), 'bad.png': 'text' });
  const engine = startEngine();
  const passedOver: Progress['skipped'][] = [];
  const all = await engine.call(
    'browse',
    { images, seed: 5, limit: 100 },
    { onProgress: ({ skipped }) => passedOver.push(skipped) },
  );
  expect(passedOver.at(-1)).toMatchObject({ count: 1, path: 'bad.png' });
  expect(all).toMatchObject({ total: 10, shape: { height: 12, width: 12, channels: 3 } });
  expect(all.skipped.map(({ path }) => path)).toEqual(['bad.png']);
  expect(all.items).toContainEqual({ name: 'deep/a.png', className: 'deep' });
  const some = await engine.call('browse', { images, seed: 5, limit: 4 });
  expect(some).toMatchObject({ total: 10, items: all.items.slice(0, 4) });
  const { report } = await prepare(engine, {
    memories: { from: 'images', images, count: 10, seed: 5 },
    queries: { from: 'memories', count: 1, corruptions: [], fill: 'black', clamp: false, seed: 0 },
  });
  expect(report.memories).toEqual(all.items);
});

it('thumbnails are the pictures, smaller where they must be and never larger; what cannot be read is black', async () => {
  const images = setOf('known', { 'known.png': png(width, height, 3, samples) });
  const engine = startEngine();
  const names = ['known.png', 'gone.png', 'known.png'];
  const { frames, skipped } = await thumbnails(engine, images, names, 128);
  expect(skipped).toEqual([{ path: 'gone.png', reason: 'it is no longer in the set' }]);
  expect(frames.map(({ firstRow, shape }) => [firstRow, shape])).toEqual([[0, [3, height, width, 3]]]);
  const black = new Uint8Array(samples.length);
  expect(frames[0]?.data).toEqual(Uint8Array.of(...samples, ...black, ...samples));

  const [half] = (await thumbnails(engine, images, ['known.png'], 24)).frames;
  expect(half?.shape).toEqual([1, 16, 24, 3]);
  // the mean of four pixels
  const mean = [0, 3, 3 * width, 3 * width + 3].reduce((sum, at) => sum + (samples[at] ?? 0) / 4, 0);
  expect(Math.abs((half?.data[0] ?? NaN) - mean)).toBeLessThanOrEqual(0.5);
});

it('thumbnails come in frames of one size, which stay small', async () => {
  const large = png(300, 300, 3, new Uint8Array(300 * 300 * 3).fill(90));
  const images = setOf('mixed', { 'large.png': large, 'small.png': somePicture(1, 20) });
  const names = [...new Array<string>(6).fill('large.png'), 'small.png'];
  const { frames } = await thumbnails(startEngine(), images, names, 150);
  expect(frames.map(({ firstRow, shape }) => [firstRow, shape])).toEqual([
    [0, [3, 150, 150, 3]],
    [3, [3, 150, 150, 3]],
    [6, [1, 20, 20, 3]],
  ]);
  expect(frames[0]?.data.every((value) => value === 90)).toBe(true);
});

it('thumbnails can be cancelled, and the engine serves on', async () => {
  const images = setOf('cancelled', { 'a.png': png(700, 700, 3, new Uint8Array(700 * 700 * 3)) });
  const engine = startEngine();
  await engine.call('browse', { images, seed: 0, limit: 1 });
  const stop = new AbortController();
  let frames = 0;
  const call = engine.call(
    'thumbnails',
    { images, names: new Array<string>(256).fill('a.png'), side: 256 },
    {
      signal: stop.signal,
      onFrame: () => {
        if (++frames === 2) stop.abort();
      },
    },
  );
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  expect(frames).toBeLessThan(6);
  await expect(engine.call('browse', { images, seed: 0, limit: 1 })).resolves.toMatchObject({ total: 1 });
});
