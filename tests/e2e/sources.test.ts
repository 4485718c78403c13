import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, saveNpy, temporaryFolder } from '../support/cli';
import { bomb, converted, somePicture } from '../support/pictures';
import { zipOf } from '../support/zip';

/** What people point the command line at: folders with anything in them, archives, array files. */

const folder = temporaryFolder();
const file = (name: string) => join(folder, name);

describe('images', () => {
  it('counts, and names every skipped file with its reason', async () => {
    const bad = file('bad');
    mkdirSync(join(bad, 'deep'), { recursive: true });
    writeFileSync(join(bad, 'good.png'), somePicture(1));
    writeFileSync(join(bad, 'good.jpg'), converted(somePicture(2, 40), 'jpeg'));
    writeFileSync(join(bad, 'deep/good.bmp'), converted(somePicture(3), 'bmp'));
    writeFileSync(join(bad, 'text.png'), 'this is text');
    writeFileSync(join(bad, 'empty.png'), '');
    const jpeg = converted(somePicture(4, 40), 'jpeg');
    writeFileSync(join(bad, 'cut.jpg'), jpeg.subarray(0, Math.floor(jpeg.length * 0.7)));
    writeFileSync(join(bad, 'huge.png'), bomb(20_000, 20_000));
    writeFileSync(join(bad, '.DS_Store'), 'litter');
    symlinkSync('nowhere', join(bad, 'broken link.png'));
    symlinkSync('..', join(bad, 'deep/loop'));

    const { status, stdout } = await cli(['images', bad, '--json']);
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as {
      count: number;
      skipped: { path: string; reason: string }[];
      formats: unknown;
      sizes: unknown;
      classes: unknown;
    };
    expect(report.count).toBe(3);
    expect(report.formats).toEqual({ png: 1, jpeg: 1, bmp: 1 });
    expect(report.classes).toEqual({ deep: 1 });
    expect(report.sizes).toEqual([
      { width: 12, height: 12, count: 2 },
      { width: 40, height: 40, count: 1 },
    ]);
    const reasons = Object.fromEntries(report.skipped.map(({ path, reason }) => [path, reason]));
    expect(reasons['text.png']).toContain('not a picture');
    expect(reasons['empty.png']).toContain('empty');
    expect(reasons['cut.jpg']).toContain('ends early');
    expect(reasons['huge.png']).toContain('20000 x 20000');
    expect(reasons['broken link.png']).toContain('link');
    expect(Object.keys(reasons).length).toBe(5);

    // the good ones can be used, and the size is theirs to decide
    const run = await cli([
      'descend',
      bad,
      '--memories',
      '3',
      '--features',
      '200',
      '--steps',
      '2',
      '--device',
      'cpu',
      '--json',
    ]);
    expect(run.status).toBe(0);
    expect(run.stderr).toContain('Skipped cut.jpg');
    expect(JSON.parse(run.stdout)).toMatchObject({ memories: 3, dim: 64 * 64 * 3 });
  });

  it('fails in a sentence where nothing can be loaded', async () => {
    mkdirSync(file('nothing'));
    writeFileSync(file('huge.zip'), 'PK');
    truncateSync(file('huge.zip'), 2 ** 31 + 1); // takes no room on most disks
    for (const [source, words] of [
      [file('nothing'), 'holds no files'],
      [file('missing'), 'does not exist'],
      [file('huge.zip'), 'Unpack it to a folder'],
    ] as const) {
      const { status, stdout, stderr } = await cli(['images', source]);
      expect(status).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toContain(words);
      expect(stderr.trim().split('\n').length).toBe(1);
    }
  });

  it('opens archives and array files by their content', async () => {
    const zip = await zipOf({
      'a/1.png': somePicture(1),
      'a/2.png': somePicture(2),
      '__MACOSX/x.png': somePicture(3),
    });
    writeFileSync(file('set.zip'), zip);
    const pixels = Uint8Array.from({ length: 5 * 6 * 6 }, (_, i) => i);
    const array = readFileSync(saveNpy(file('grey.npy'), pixels, [5, 6, 6]));
    const labels = readFileSync(saveNpy(file('labels.npy'), Uint8Array.of(3, 1, 4, 1, 5), [5]));
    writeFileSync(file('set.npz'), await zipOf({ 'images.npy': array, 'labels.npy': labels }));
    const idx = Buffer.alloc(16 + 180);
    [0x0803, 5, 6, 6].forEach((value, i) => idx.writeUInt32BE(value, 4 * i));
    writeFileSync(file('t-images-idx3-ubyte'), idx);
    writeFileSync(file('t-labels-idx1-ubyte'), Buffer.from([0, 0, 8, 1, 0, 0, 0, 5, 7, 7, 2, 7, 7]));
    writeFileSync(file('batch.bin'), Buffer.alloc(2 * 3073, 1));
    writeFileSync(file('one.webp'), converted(somePicture(5), 'webp'));
    const expected = {
      'set.zip': { count: 2, formats: { png: 2 }, classes: { a: 2 } },
      'grey.npy': { count: 5, formats: { npy: 5 } },
      'set.npz': { count: 5, formats: { npz: 5 }, classes: { '1': 2, '3': 1, '4': 1, '5': 1 } },
      't-images-idx3-ubyte': { count: 5, formats: { idx: 5 }, classes: { '2': 1, '7': 4 } },
      'batch.bin': { count: 2, formats: { cifar10: 2 }, classes: { automobile: 2 } },
      'one.webp': { count: 1, formats: { webp: 1 } },
    };
    for (const [name, report] of Object.entries(expected)) {
      const { status, stdout } = await cli(['images', name, '--json'], { cwd: folder });
      expect(status, name).toBe(0);
      expect(JSON.parse(stdout), name).toMatchObject(report);
    }
  });
});
