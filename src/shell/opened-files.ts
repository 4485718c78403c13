import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Grant } from '#engine/path-guard';
import { EngineError } from '#shared/errors';
import type { OpenedSource } from '#shared/host';
import type { ImageReference } from '#shared/session-file';
import { plural } from '#shared/units';

/** What people have opened in this shell. A window learns an id that cannot be guessed; engines learn the paths. */
export class OpenedFiles {
  readonly #grants: Grant[] = [];
  readonly #listeners: ((grant: Grant) => void)[] = [];

  /** Takes one folder, one file or several files. They are looked at anew: a dialog's answer is data like any other. */
  async add(paths: readonly string[], name?: string): Promise<OpenedSource> {
    const absolute = paths.map((path) => resolve(path));
    const [first, ...others] = absolute;
    if (first === undefined) throw new EngineError('bad-request', 'Nothing was opened.');
    for (const path of absolute) requireFileOrFolder(await statFile(path), path, others.length === 0);
    const called = name ?? (others.length === 0 ? basename(first) : plural(paths.length, 'file'));
    const grant: Grant = { id: `grant:${randomUUID()}`, name: called, paths: absolute };
    this.#grants.push(grant);
    for (const listener of this.#listeners) listener(grant);
    return { source: grant.id, name: called };
  }

  all(): readonly Grant[] {
    return this.#grants;
  }

  /** By what a source is found again after another start. */
  imageReference({ source, name }: OpenedSource): ImageReference {
    if (source.startsWith('sample:')) return { kind: 'sample', source, name };
    const grant = this.#grants.find(({ id }) => id === source);
    return grant ? { kind: 'path', name: grant.name, paths: [...grant.paths] } : { kind: 'upload', name };
  }

  onAdded(listener: (grant: Grant) => void): void {
    this.#listeners.push(listener);
  }
}

async function statFile(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    throw new EngineError(
      isMissing ? 'not-found' : 'bad-input',
      isMissing ? `There is no ${path}.` : `${path} cannot be read.`,
      'Open another folder or file.',
      { cause: thrown },
    );
  }
}

/** A pipe or a device that is called like a picture would be read for ever. */
function requireFileOrFolder(stats: Stats, path: string, isOnlyOne: boolean): void {
  if (stats.isFile() || (isOnlyOne && stats.isDirectory())) return;
  throw stats.isDirectory()
    ? new EngineError(
        'bad-request',
        'A folder was opened together with others.',
        'Open one folder, or files.',
      )
    : new EngineError('bad-input', `${path} is neither a file nor a folder.`, 'Open a folder or a file.');
}
