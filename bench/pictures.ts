import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decoder } from '#engine/images/decoder';
import { commonShape } from '#engine/images/picture-set';
import { PictureStates } from '#engine/memories/picture-states';
import { LruRows } from '#engine/memories/lru-rows';
import { SourceSet } from '#engine/memories/source-set';
import { forkHelper } from '#engine/process/fork';
import type { Task } from './timing';
import { timed } from './timing';
import { never } from './steps';

const SIDE = 28;

/** Opens an IDX file of so many pictures and draws all of them, as storing them does. */
export function pictureReading(count: number): Promise<Task> {
  const header = new DataView(new ArrayBuffer(16));
  [0x0803, count, SIDE, SIDE].forEach((value, i) => {
    header.setUint32(4 * i, value);
  });
  const pixels = Uint8Array.from({ length: count * SIDE * SIDE }, (_, i) => (i * 31) % 256);
  const read = async (path: string) => {
    const options = { decoder: new Decoder(forkHelper), signal: never, onProgress: () => undefined };
    const images = { source: path, gray: false };
    const set = await SourceSet.open(images, options);
    const states = new PictureStates(set, commonShape(set.pictures.items, images), new LruRows(0));
    await states.load(set.order(0), count, options);
  };
  return Promise.resolve(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mnemoscope-bench-'));
    const path = join(folder, 'pictures.idx');
    await writeFile(path, Buffer.concat([new Uint8Array(header.buffer), pixels]));
    try {
      return await timed(() => read(path))();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}
