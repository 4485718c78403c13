import { describe, expect, it } from 'vitest';
import { filesInZip } from '../../../tests/support/zip';
import { StoredZipWriter } from './zip-writer';

async function archiveOf(pieces: Readonly<Record<string, readonly Uint8Array[]>>): Promise<Uint8Array[]> {
  const written: Uint8Array[] = [];
  const zip = new StoredZipWriter((bytes) => {
    written.push(bytes);
  });
  for (const [name, parts] of Object.entries(pieces)) {
    await zip.add(
      name,
      parts.reduce((sum, { length }) => sum + length, 0),
      parts,
    );
  }
  await zip.close();
  return written;
}

describe('a stored archive', () => {
  it('holds what it was given, written in small pieces', async () => {
    const large = Uint8Array.from({ length: 1_500_000 }, (_, i) => i % 251);
    const parts = [large.subarray(0, 7), new Uint8Array(), large.subarray(7)];
    const written = await archiveOf({ 'large.npy': parts, 'empty.npy': [] });
    expect(Math.max(...written.map(({ length }) => length))).toBeLessThanOrEqual(256 * 1024);
    const files = await filesInZip(Buffer.concat(written));
    expect([...files.keys()]).toEqual(['large.npy', 'empty.npy']);
    expect(Buffer.from(large).equals(files.get('large.npy') ?? large.subarray(1))).toBe(true);
    expect(files.get('empty.npy')).toEqual(new Uint8Array());
  });

  it('can be read by what knows neither compression nor Zip64', async () => {
    const archive = Buffer.concat(await archiveOf({ 'a.npy': [Uint8Array.of(1, 2, 3)] }));
    const central = archive.indexOf('PK\x01\x02');
    expect(archive.readUInt16LE(central + 10)).toBe(0); // stored
    expect(archive.readUInt32LE(central + 20)).toBe(3);
    expect(archive.readUInt32LE(central + 24)).toBe(3);
    expect(archive.readUInt32LE(archive.length - 22)).toBe(0x06054b50);
    expect(archive.readUInt32LE(archive.length - 6)).toBe(central);
    expect(archive.includes('PK\x06\x06')).toBe(false); // the end of a Zip64 archive
  });

  it('ends with the error of who receives it', async () => {
    const full = new Error('The disk is full.');
    const zip = new StoredZipWriter(() => Promise.reject(full));
    await expect(zip.add('a.npy', 1e6, [new Uint8Array(1e6)])).rejects.toBe(full);
  });
});
