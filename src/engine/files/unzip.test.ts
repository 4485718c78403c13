import type { ZipWriterConstructorOptions } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { describe, expect, it } from 'vitest';
import { addTo, zipOf } from '../../../tests/support/zip';
import { unzip } from './unzip';

const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** Where the fields of a member are in its central header, and in its local one, which lacks four bytes before them. */
const METHOD = 10;
const UNPACKED_SIZE = 24;
const CENTRAL_HEADER_BYTES = 46;

const goNowhere = new AbortController().signal;
const open = (archive: Uint8Array) => unzip(archive, 'set.zip', () => true, goNowhere);
const text = 'The same words, the same words, the same words.';

/** Names and texts of what an archive unpacks to. */
async function contents(archive: Uint8Array): Promise<string[][]> {
  const { files, skipped } = await open(archive);
  expect(skipped).toEqual([]);
  return files.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]);
}

/** Returns the position of the header of the member called `name`. */
function headerOf(archive: Uint8Array, name: string, mark: number): number {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.length);
  const nameAt = mark === CENTRAL ? CENTRAL_HEADER_BYTES : 30;
  for (let at = 0; at < bytes.length - nameAt; at++) {
    const isHere = bytes.readUInt32LE(at) === mark && bytes.toString('latin1', at + nameAt).startsWith(name);
    if (isHere) return at;
  }
  throw new Error(`The archive has no ${name}.`);
}

/** Changes a field of two or four bytes in the central header, and in the local one as well. */
function change(archive: Uint8Array, name: string, field: number, value: number): void {
  const view = new DataView(archive.buffer, archive.byteOffset);
  const positions = [headerOf(archive, name, CENTRAL) + field, headerOf(archive, name, LOCAL) + field - 2];
  for (const at of positions) {
    if (field === METHOD) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
  }
}

/** An archive of three members, in the middle one of which something is unusual. */
async function threeMembers(options: ZipWriterConstructorOptions): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, dataDescriptor: false });
  await addTo(zip, 'a.png', text);
  await addTo(zip, 'odd.png', text, options);
  await addTo(zip, 'z.png', text);
  return zip.close();
}

describe('a member that cannot be unpacked is skipped with its reason, and the others load', () => {
  const unchanged = () => undefined;
  it.each<[string, ZipWriterConstructorOptions, (archive: Uint8Array) => void, string]>([
    ['encrypted with AES', { password: 'secret' }, unchanged, 'it is encrypted; unpack the archive with its'],
    ['encrypted otherwise', { password: 'secret', zipCrypto: true }, unchanged, 'it is encrypted'],
    [
      'Zstandard',
      {},
      (a) => {
        change(a, 'odd.png', METHOD, 93);
      },
      'compressed with Zstandard, which is not supp',
    ],
    [
      'Deflate64',
      {},
      (a) => {
        change(a, 'odd.png', METHOD, 9);
      },
      'compressed with Deflate64, which',
    ],
    [
      'another method',
      {},
      (a) => {
        change(a, 'odd.png', METHOD, 77);
      },
      'compressed with method 77, which',
    ],
    [
      'a changed byte',
      { level: 0 },
      (a) => {
        a[Buffer.from(a).indexOf(text)] = 0;
      },
      'it has changed since',
    ],
    [
      'a size that is too small',
      {},
      (a) => {
        change(a, 'odd.png', UNPACKED_SIZE, 40);
      },
      'its size is not what',
    ],
    [
      'a size that is too large',
      {},
      (a) => {
        change(a, 'odd.png', UNPACKED_SIZE, 48);
      },
      'its size is not what',
    ],
    [
      'an impossible size',
      {},
      (a) => {
        change(a, 'odd.png', UNPACKED_SIZE, 2e9);
      },
      'its size is not what',
    ],
    [
      'a lost header',
      {},
      (a) => {
        a[headerOf(a, 'odd.png', LOCAL)] = 0;
      },
      'it cannot be unpacked',
    ],
  ])('%s', async (_, options, damage, reason) => {
    const archive = await threeMembers(options);
    damage(archive);
    const { files, skipped } = await open(archive);
    expect(files.map(({ name }) => name)).toEqual(['a.png', 'z.png']);
    expect(skipped).toEqual([{ path: 'odd.png', reason: expect.stringContaining(reason) as string }]);
  });
});

describe('an archive of which nothing can be unpacked', () => {
  it('is said to be protected if everything in it is encrypted', async () => {
    const archive = await zipOf({ 'a.png': text, 'b.png': text }, { password: 'secret' });
    await expect(open(archive)).rejects.toThrow('set.zip is protected by a password.');
  });

  it('is said to be cut off', async () => {
    const archive = await zipOf({ 'a.png': text });
    for (const length of [4, 60, archive.length - 1]) {
      await expect(open(archive.subarray(0, length))).rejects.toThrow('damaged: the file ends early');
    }
  });

  it('ends when it is cancelled', async () => {
    const call = unzip(await zipOf({ 'a.png': text }), 'set.zip', () => true, AbortSignal.abort());
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('limits', () => {
  it('of bytes, which the directory states', async () => {
    const archive = await zipOf({ 'a.png': new Uint8Array(1e6) }, { level: 0, dataDescriptor: false });
    change(archive, 'a.png', UNPACKED_SIZE, 1.08e9);
    await expect(open(archive)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('of files', async () => {
    const archive = await zipOf({ 'a.png': text, 'b.png': text, 'c.png': text });
    const openUpTo = (members: number) =>
      unzip(archive, 'set.zip', () => true, goNowhere, { members, bytes: 1e6 });
    await expect(openUpTo(2)).rejects.toMatchObject({ code: 'too-large' });
    expect((await openUpTo(3)).files).toHaveLength(3);
  });

  it('of members that share their bytes, of which the first is unpacked', async () => {
    const archive = Buffer.from(await zipOf({ 'a.png': text, 'b.png': text }));
    archive.writeUInt32LE(0, headerOf(archive, 'b.png', CENTRAL) + 42);
    const { files, skipped } = await open(archive);
    expect([files.length, skipped.length]).toEqual([1, 1]);
  });
});

describe('what programs write', () => {
  it('Zip64 records, sizes behind the data, and a comment that holds an end mark', async () => {
    const one = { 'a.png': text };
    for (const archive of [
      await zipOf(one, { zip64: true }),
      await zipOf(one, { dataDescriptor: true }),
      await zipOf(one, {}, `PK\x05\x06${'\0'.repeat(18)} is the end mark`),
      await zipOf(one, { level: 0 }),
      Buffer.concat([Buffer.from('MZ, a program'), await zipOf(one)]),
    ]) {
      expect(await contents(archive)).toEqual([['a.png', text]]);
    }
  });

  it('names with backslashes, of folders too', async () => {
    const archive = await zipOf({ 'a\\': '', 'a\\1.png': text });
    expect(await contents(archive)).toEqual([['a/1.png', text]]);
  });

  it('names in code page 437', async () => {
    const encodeText = () => Uint8Array.of(0x81, 0x2e, 0x70, 0x6e, 0x67); // ü.png
    const archive = await zipOf({ 'x.png': text }, { encodeText, useUnicodeFileNames: false });
    expect(await contents(archive)).toEqual([['ü.png', text]]);
  });

  it('any name, and one name twice', async () => {
    const archive = await zipOf({ ['__proto__']: '1', '../a.png': '2', 'b.png': '3', 'c.png': '4' });
    for (const mark of [CENTRAL, LOCAL]) {
      const at = headerOf(archive, 'c.png', mark);
      archive[at + (mark === CENTRAL ? CENTRAL_HEADER_BYTES : 30)] = 'b'.charCodeAt(0);
    }
    expect(await contents(archive)).toEqual([
      ['__proto__', '1'],
      ['../a.png', '2'],
      ['b.png', '3'],
      ['b.png', '4'],
    ]);
  });

  it('an empty file', async () => {
    expect(await contents(await zipOf({ 'a.png': '' }))).toEqual([['a.png', '']]);
  });
});
