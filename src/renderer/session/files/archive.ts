import { encodeNpyHeader, parseNpy } from '#shared/files/npy';
import type { ByteSource, ZipMember } from '#shared/files/zip-reader';
import { damagedFileError, readDirectory, readMember } from '#shared/files/zip-reader';
import { StoredZipWriter } from '#shared/files/zip-writer';
import { SESSION_ENTRY } from '#shared/session-file';
import { YieldTimer } from '../../cooperative-yield';

type Numbers = Float32Array | Float64Array | Uint8Array;

interface Part {
  readonly name: string;
  readonly pieces: readonly Uint8Array[];
}

/** Receives the bytes of a file, each with its position. */
export interface Sink {
  write(bytes: Uint8Array<ArrayBuffer>, position: number): Promise<void>;
}

/** Collects the arrays of a session file. An array that is added twice is stored once. */
export class ArchiveParts {
  readonly parts: Part[] = [];
  readonly #names = new Map<object, string>();

  /** Adds an array and returns the name of its entry. */
  add(name: string, shape: readonly number[], array: Numbers): string {
    const known = this.#names.get(array);
    if (known !== undefined) return known;
    this.#names.set(array, name);
    return this.addRows(name, shape, typeOf(array), [array]);
  }

  /** Adds an array that consists of several pieces. */
  addRows(
    name: string,
    shape: readonly number[],
    type: 'f4' | 'f8' | 'u1',
    pieces: readonly Numbers[],
  ): string {
    const bytes = pieces.map(
      ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
    );
    this.parts.push({ name, pieces: [encodeNpyHeader(type, shape), ...bytes] });
    return name;
  }

  get bytes(): number {
    return this.parts.reduce((sum, { pieces }) => sum + bytesOf(pieces), 0);
  }
}

/** Writes a session file: its description first, then its arrays, uncompressed. `onWritten` receives the number of bytes written so far. */
export async function writeArchive(
  description: object,
  parts: readonly Part[],
  sink: Sink,
  onWritten: (bytes: number) => void = () => undefined,
): Promise<void> {
  let position = 0;
  const yieldTimer = new YieldTimer();
  const zip = new StoredZipWriter(async (bytes) => {
    await sink.write(bytes, position);
    position += bytes.length;
    onWritten(position);
    // the window stays responsive between two pieces
    await yieldTimer.yieldIfDue();
  });
  const text = new TextEncoder().encode(JSON.stringify(description));
  for (const { name, pieces } of [{ name: SESSION_ENTRY, pieces: [text] }, ...parts]) {
    await zip.add(name, bytesOf(pieces), pieces);
  }
  await zip.close();
}

/** Reads the entries of a session file on demand. */
export class Archive {
  readonly #known = new Map<string, Promise<Numbers>>();

  private constructor(
    private readonly source: ByteSource,
    private readonly members: ReadonlyMap<string, ZipMember>,
  ) {}

  static async open(source: ByteSource): Promise<Archive> {
    const members = await readDirectory(source);
    if (!members?.has(SESSION_ENTRY)) throw damagedFileError(source, 'it is not a session of Mnemoscope');
    return new Archive(source, members);
  }

  async description(): Promise<string> {
    return new TextDecoder().decode(await this.#bytes(SESSION_ENTRY));
  }

  floats(name: string, length: number): Promise<Float32Array> {
    return this.#array(name, length, Float32Array);
  }

  doubles(name: string, length: number): Promise<Float64Array> {
    return this.#array(name, length, Float64Array);
  }

  flags(name: string, length: number): Promise<Uint8Array> {
    return this.#array(name, length, Uint8Array);
  }

  async #array<T extends Numbers>(name: string, length: number, Kind: abstract new () => T): Promise<T> {
    let known = this.#known.get(name);
    if (!known) {
      known = this.#bytes(name).then((bytes) => parseNpy(bytes, name).data as Numbers);
      this.#known.set(name, known);
    }
    const array = await known;
    if (array instanceof Kind && array.length === length) return array;
    throw damagedFileError(this.source, `its array ${name} has the wrong type or length`);
  }

  #bytes(name: string): Promise<Uint8Array> {
    const member = this.members.get(name);
    if (!member) throw damagedFileError(this.source, `its entry ${name} is missing`);
    return readMember(this.source, member);
  }
}

function bytesOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function typeOf(array: Numbers): 'f4' | 'f8' | 'u1' {
  if (array instanceof Float32Array) return 'f4';
  return array instanceof Float64Array ? 'f8' : 'u1';
}
