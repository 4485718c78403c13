import { closeSync, fsyncSync, writeSync } from 'node:fs';
import { Zip, ZipPassThrough } from 'fflate';
import { encodeNpyHeader, encodeNpyString } from '#shared/files/npy';

type NpzType = 'f4' | 'f8' | 'i4' | 'b1';

/** Writes an uncompressed .npz in pieces, so no array has to be in memory as a whole. */
export class NpzWriter {
  readonly #file: number;
  readonly #zip: Zip;

  /** `file` is an open descriptor, which `close` closes. */
  constructor(file: number) {
    this.#file = file;
    this.#zip = new Zip((error, chunk) => {
      if (error) throw error;
      writeAll(file, chunk);
    });
  }

  /** Adds an array from pieces of its numbers in C order. */
  add(name: string, type: NpzType, shape: readonly number[], pieces: Iterable<ArrayBufferView>): void {
    this.#member(name, [encodeNpyHeader(type, shape)], pieces);
  }

  addText(name: string, text: string): void {
    this.#member(name, [encodeNpyString(text)], []);
  }

  close(): void {
    this.#zip.end();
    fsyncSync(this.#file);
    closeSync(this.#file);
  }

  #member(name: string, head: readonly Uint8Array[], pieces: Iterable<ArrayBufferView>): void {
    const member = new ZipPassThrough(`${name}.npy`);
    this.#zip.add(member);
    for (const bytes of head) member.push(bytes);
    for (const { buffer, byteOffset, byteLength } of pieces) {
      member.push(new Uint8Array(buffer, byteOffset, byteLength));
    }
    member.push(new Uint8Array(), true);
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += writeSync(file, bytes, written);
  }
}
