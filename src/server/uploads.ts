import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import { EngineError } from '#shared/errors';
import type { OpenedSource, UploadStarted } from '#shared/host';
import { formatBytes, formatCount, MIB, plural } from '#shared/units';
import type { OpenedFiles } from '#shell/opened-files';
import type { Route } from './http-router';
import { bodyChunks } from './http-router';

export const UPLOAD_BUDGET_BYTES = 2048 * MIB;
const MAX_FILE_BYTES = 512 * MIB;
const MAX_FILES = 100_000;

/** Files that a browser sends into a temporary folder, which is then opened like any other. */
interface Upload {
  readonly folder: string;
  /** The complete files: paths below the folder as lists of names. */
  readonly files: string[][];
  /** The total size of those files. */
  bytes: number;
}

/** Receives files from a browser in a private folder, which is removed when the server stops. */
export class Uploads {
  readonly #opened: OpenedFiles;
  /** Created for the first upload. */
  #root: Promise<string> | undefined;
  readonly #uploads = new Map<string, Upload>();
  #bytes = 0;
  #files = 0;

  constructor(opened: OpenedFiles) {
    this.#opened = opened;
  }

  readonly routes: readonly Route[] = [
    { method: 'POST', path: /^\/uploads$/, handle: () => this.#begin() },
    {
      method: 'PUT',
      path: /^\/uploads\/([^/]+)\/([^/]+)$/,
      handle: ({ request, pathParams: [id, path = ''] }) => this.#receive(this.#find(id), path, request),
    },
    { method: 'POST', path: /^\/uploads\/([^/]+)\/done$/, handle: ({ pathParams: [id] }) => this.#open(id) },
    { method: 'DELETE', path: /^\/uploads\/([^/]+)$/, handle: ({ pathParams: [id] }) => this.#remove(id) },
  ];

  async close(): Promise<void> {
    if (this.#root) await rm(await this.#root, { recursive: true, force: true });
  }

  async #begin(): Promise<z.infer<typeof UploadStarted>> {
    const id = randomUUID();
    this.#root ??= mkdtemp(join(tmpdir(), 'mnemoscope-uploads-'));
    const folder = join(await this.#root, id);
    await mkdir(folder);
    this.#uploads.set(id, { folder, files: [], bytes: 0 });
    return { id };
  }

  async #receive(upload: Upload, path: string, request: IncomingMessage): Promise<void> {
    const names = safeNames(path);
    if (this.#files >= MAX_FILES) {
      throw new EngineError('too-large', `An upload can hold ${formatCount(MAX_FILES)} files at most.`);
    }
    this.#files++;
    const target = join(upload.folder, ...names);
    let bytes = 0;
    const bounded = async function* (this: Uploads) {
      for await (const chunk of bodyChunks(request)) {
        bytes += chunk.length;
        this.#bytes += chunk.length;
        this.#throwIfTooLarge(bytes, this.#bytes, path);
        yield chunk;
      }
    }.bind(this);
    try {
      const announced = Number(request.headers['content-length'] ?? 0);
      this.#throwIfTooLarge(announced, this.#bytes + announced, path);
      await mkdir(dirname(target), { recursive: true });
      await pipeline(bounded, createWriteStream(target, { flags: 'wx' }));
      upload.files.push(names);
      upload.bytes += bytes;
    } catch (thrown) {
      this.#bytes -= bytes;
      this.#files--;
      if (isTaken(thrown))
        throw new EngineError('bad-request', `${path} was sent twice.`, '', { cause: thrown });
      await rm(target, { force: true });
      throw thrown;
    }
  }

  #throwIfTooLarge(fileBytes: number, allBytes: number, path: string): void {
    if (fileBytes > MAX_FILE_BYTES) {
      throw new EngineError('too-large', `${path} is larger than ${formatBytes(MAX_FILE_BYTES)}.`);
    }
    if (allBytes <= UPLOAD_BUDGET_BYTES) return;
    throw new EngineError(
      'too-large',
      `Uploads can take ${formatBytes(UPLOAD_BUDGET_BYTES)} at most.`,
      'Copy the pictures to the server, and start Mnemoscope there with their folder.',
    );
  }

  async #open(id: string | undefined): Promise<OpenedSource> {
    const { folder, files } = this.#find(id);
    const [first, ...others] = files;
    if (!first) throw new EngineError('bad-request', 'No file was sent.');
    if (others.length === 0) return this.#opened.add([join(folder, ...first)]);
    const [top = ''] = first;
    const isOneFolder = files.every((names) => names.length > 1 && names[0] === top);
    return isOneFolder
      ? this.#opened.add([join(folder, top)])
      : this.#opened.add([folder], plural(files.length, 'file'));
  }

  async #remove(id = ''): Promise<void> {
    const { folder, files, bytes } = this.#find(id);
    this.#uploads.delete(id);
    await rm(folder, { recursive: true, force: true });
    this.#bytes -= bytes;
    this.#files -= files.length;
  }

  #find(id = ''): Upload {
    const upload = this.#uploads.get(id);
    if (!upload) throw new EngineError('not-found', 'This upload no longer exists.', 'Open the files again.');
    return upload;
  }
}

/** Returns whether a file of that name exists already, or a file stands where its folder should be. */
function isTaken(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && ['EEXIST', 'ENOTDIR'].includes(String(thrown.code));
}

const MAX_DEPTH = 32;
const MAX_NAME_BYTES = 200;

/** Characters that Windows reserves, and endings that it removes. */
// eslint-disable-next-line no-control-regex -- control characters are what this pattern looks for
const UNSAFE = /[<>:"|?*\u0000-\u001f]|[. ]$/g;
const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Splits `path` into names that are valid on this disk. @throws EngineError if the path could lead out of its folder. */
function safeNames(path: string): string[] {
  const names = path.split(/[/\\]/);
  if (names.length > MAX_DEPTH) throw rejected(path, 'its folders are too deep');
  return names.map((name) => {
    if (name === '' || name === '.' || name === '..') throw rejected(path, 'it is not a relative path');
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) throw rejected(path, 'its name is too long');
    const safe = name.replace(UNSAFE, '_');
    return DEVICE_NAME.test(safe) ? `_${safe}` : safe;
  });
}

function rejected(path: string, reason: string): EngineError {
  return new EngineError('bad-request', `${path.slice(0, 100)} was not accepted: ${reason}.`);
}
