import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Grant } from '#engine/path-guard';
import { EngineError } from '#shared/errors';
import type { OpenedSource } from '#shared/host';
import type { ImageReference } from '#shared/session-file';
import { plural } from '#shared/units';

/**
 * The files and folders that people opened in this shell. A window receives an id that cannot be guessed; engines
 * receive the paths.
 */
export class OpenedFiles {
  readonly #grants: Grant[] = [];
  readonly #listeners: ((grant: Grant) => void)[] = [];

  /**
   * Opens one folder, one file or several files. The paths are checked even if they come from a dialog.
   *
   * @throws EngineError if a path does not exist, cannot be read, or is neither a file nor a folder.
   */
  async add(paths: readonly string[], name?: string): Promise<OpenedSource> {
    const absolute = paths.map((path) => resolve(path));
    const [first, ...others] = absolute;
    if (first === undefined) throw new EngineError('bad-request', 'Nothing was opened.');
    for (const path of absolute) requireFileOrFolder(await statFile(path), path, others.length === 0);
    const displayName = name ?? (others.length === 0 ? basename(first) : plural(paths.length, 'file'));
    const grant: Grant = { id: `grant:${randomUUID()}`, name: displayName, paths: absolute };
    this.#grants.push(grant);
    for (const listener of this.#listeners) listener(grant);
    return { source: grant.id, name: displayName };
  }

  all(): readonly Grant[] {
    return this.#grants;
  }

  /** Returns what a session file stores about a source, from which it is found again after a restart. */
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
      isMissing ? `${path} does not exist.` : `${path} cannot be read.`,
      'Check the path, or open another folder or file.',
      { cause: thrown },
    );
  }
}

/** Rejects pipes and devices, since reading one that is named like a picture would never end. */
function requireFileOrFolder(stats: Stats, path: string, isSingle: boolean): void {
  if (stats.isFile() || (isSingle && stats.isDirectory())) return;
  throw stats.isDirectory()
    ? new EngineError(
        'bad-request',
        'A folder cannot be opened together with other files.',
        'Open one folder, or files only.',
      )
    : new EngineError('bad-input', `${path} is neither a file nor a folder.`, 'Open a folder or a file.');
}
