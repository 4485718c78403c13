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

const TITLE = 'experiment.json';

/**
 * The finished cells of an experiment that is under way: a hidden folder beside its results, one file a cell, each
 * written whole. It belongs to one specification and what was drawn for it; what others left there is thrown away.
 */
export class CellFolder {
  readonly #path: string;
  /** How many cells of others were thrown away. */
  readonly numDiscarded: number = 0;

  /** `title` is anything that JSON holds and that tells this experiment from others. */
  constructor(path: string, title: unknown) {
    this.#path = path;
    if (!isDeepStrictEqual(this.#title(), JSON.parse(JSON.stringify(title)))) {
      this.numDiscarded = this.#names().length;
      this.remove();
    }
    try {
      mkdirSync(path, { recursive: true });
    } catch (thrown) {
      throw writeFailure(thrown, path);
    }
    this.#write(TITLE, title);
  }

  /** Every cell that is whole; what cannot be read is computed again. */
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

  #title(): unknown {
    const file = join(this.#path, TITLE);
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

/** Undefined where the file is not JSON: the machine may have stopped while it was written. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
