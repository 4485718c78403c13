import { Reader, Writer, ZipWriter } from '@zip.js/zip.js/lib/zip-core-custom.js';

/** Receives the bytes of an archive in order; the next ones when it is done. */
type Write = (bytes: Uint8Array<ArrayBuffer>) => Promise<void> | void;

/**
 * Writes an uncompressed zip archive in pieces of at most 256 KiB, so no member has to be in memory as a whole.
 * The extensions of Zip64 are used only where a size or position needs them.
 */
export class StoredZipWriter {
  readonly #zip: ZipWriter<unknown>;

  constructor(write: Write) {
    this.#zip = new ZipWriter(new CallbackWriter(write), { level: 0, useWebWorkers: false });
  }

  /**
   * Adds a member from pieces of its bytes. `size` is their number in all.
   *
   * @throws whatever `write` and `pieces` throw.
   */
  async add(name: string, size: number, pieces: Iterable<Uint8Array>): Promise<void> {
    await this.#zip.add(name, new PieceReader(size, pieces));
  }

  /** Writes the directory. */
  async close(): Promise<void> {
    await this.#zip.close();
  }
}

class CallbackWriter extends Writer<unknown> {
  constructor(private readonly write: Write) {
    super();
  }

  override async writeUint8Array(bytes: Uint8Array): Promise<void> {
    await this.write(bytes as Uint8Array<ArrayBuffer>);
  }
}

/** Lets zip.js read pieces, which it does once and in order. */
class PieceReader extends Reader<Iterable<Uint8Array>> {
  readonly #pieces: Iterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(size: number, pieces: Iterable<Uint8Array>) {
    super(pieces);
    this.size = size;
    this.#pieces = pieces[Symbol.iterator]();
  }

  override readUint8Array(_position: number, length: number): Promise<Uint8Array> {
    while (this.#rest.length === 0) {
      const next = this.#pieces.next();
      if (next.done) break;
      this.#rest = next.value;
    }
    const part = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(part.length);
    return Promise.resolve(part);
  }
}
