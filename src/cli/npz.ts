import { closeSync, fsyncSync, writeSync } from 'node:fs';
import { encodeNpyHeader, encodeNpyString } from '#shared/files/npy';
import { StoredZipWriter } from '#shared/files/zip-writer';

/** The kind of a number and its bytes. */
type NpzType = 'f4' | 'f8' | 'i4' | 'b1';

/** Writes an uncompressed .npz of any size in pieces, so no array has to be in memory as a whole. */
export class NpzWriter {
  readonly #file: number;
  readonly #zip: StoredZipWriter;

  /** `file` is an open descriptor, which `close` closes. */
  constructor(file: number) {
    this.#file = file;
    this.#zip = new StoredZipWriter((bytes) => {
      writeAll(file, bytes);
    });
  }

  /** Adds an array from pieces of its numbers in C order. */
  async add(
    name: string,
    type: NpzType,
    shape: readonly number[],
    pieces: Iterable<ArrayBufferView>,
  ): Promise<void> {
    const header = encodeNpyHeader(type, shape);
    const size = shape.reduce((product, n) => product * n, Number(type[1]));
    await this.#zip.add(`${name}.npy`, header.length + size, withHeader(header, pieces));
  }

  async addText(name: string, text: string): Promise<void> {
    const bytes = encodeNpyString(text);
    await this.#zip.add(`${name}.npy`, bytes.length, [bytes]);
  }

  async close(): Promise<void> {
    await this.#zip.close();
    fsyncSync(this.#file);
    closeSync(this.#file);
  }
}

function* withHeader(header: Uint8Array, pieces: Iterable<ArrayBufferView>): Generator<Uint8Array> {
  yield header;
  for (const { buffer, byteOffset, byteLength } of pieces)
    yield new Uint8Array(buffer, byteOffset, byteLength);
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += writeSync(file, bytes, written);
  }
}
