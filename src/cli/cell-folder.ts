import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { CellResult } from '#shared/experiments';
import { CellMeta } from '#shared/experiments';
import { writeFailure } from './output-files';

const StoredCell = CellMeta.extend({
  pixels: z.object({ shape: z.array(z.int()), base64: z.base64() }).optional(),
});

const IDENTITY_FILE = 'experiment.json';

/**
 * Stores the finished cells of a running experiment in a hidden folder beside its results, one file per cell, each written
 * atomically. The folder belongs to one experiment, identified by `identity`; cells of any other are discarded.
 */
export class CellFolder {
  readonly #path: string;
  /** The number of discarded cells. */
  readonly numDiscarded: number = 0;

  /** `identity` is any JSON value that distinguishes this experiment from others. */
  constructor(path: string, identity: unknown) {
    this.#path = path;
    if (!isDeepStrictEqual(this.#identity(), JSON.parse(JSON.stringify(identity)))) {
      this.numDiscarded = this.#names().length;
      this.remove();
    }
    try {
      mkdirSync(path, { recursive: true });
    } catch (thrown) {
      throw writeFailure(thrown, path);
    }
    this.#write(IDENTITY_FILE, identity);
  }

  /** Returns every complete cell. One that cannot be read is computed again. */
  read(): CellResult[] {
    return this.#names().flatMap((name) => {
      const stored = StoredCell.safeParse(readJson(join(this.#path, name)));
      if (!stored.success) return [];
      const { pixels, ...cell } = stored.data;
      if (!pixels) return [cell];
      return [
        {
          ...cell,
          pixels: { shape: pixels.shape, data: new Uint8Array(Buffer.from(pixels.base64, 'base64')) },
        },
      ];
    });
  }

  add({ pixels, ...cell }: CellResult): void {
    const name = createHash('sha1').update(cell.cell).digest('hex').slice(0, 16);
    const stored = pixels && { shape: pixels.shape, base64: Buffer.from(pixels.data).toString('base64') };
    this.#write(`cell-${name}.json`, { ...cell, ...(stored && { pixels: stored }) });
  }

  remove(): void {
    rmSync(this.#path, { recursive: true, force: true });
  }

  #names(): string[] {
    if (!existsSync(this.#path)) return [];
    return readdirSync(this.#path).filter((name) => name.startsWith('cell-') && name.endsWith('.json'));
  }

  #identity(): unknown {
    const file = join(this.#path, IDENTITY_FILE);
    return existsSync(file) ? readJson(file) : undefined;
  }

  #write(name: string, content: unknown): void {
    const file = join(this.#path, name);
    try {
      writeFileSync(`${file}.part`, JSON.stringify(content));
      renameSync(`${file}.part`, file);
    } catch (thrown) {
      throw writeFailure(thrown, file);
    }
  }
}

/** Returns undefined if the file is not valid JSON, because the machine may have stopped while it was written. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
