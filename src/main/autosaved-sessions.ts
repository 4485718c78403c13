import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AutosaveId } from '#shared/host';
import type { RecentItem } from '#shared/host';
import { SESSION_EXTENSION } from '#shared/session-file';
import type { PersistedState } from './persisted-state';
import { readSessionHeader } from './session-header';

const MAX_SESSIONS = 5;

/** Autosaved sessions, one file each. A file is always replaced as a whole. */
export class AutosavedSessions {
  /** Saves run one after the other, so a reader finds what was saved last. */
  #saving: Promise<void> = Promise.resolve();
  #recoverable: string | null;

  constructor(
    private readonly folder: string,
    private readonly state: PersistedState,
  ) {
    this.#recoverable = state.current.unended ?? null;
  }

  save(id: string, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(id);
    const saved = this.#saving.then(async () => {
      await mkdir(this.folder, { recursive: true });
      await writeFile(`${path}.new`, bytes);
      await rename(`${path}.new`, path);
      if (this.state.current.unended === id) return;
      this.state.update({ unended: id });
      await this.#removeOldest();
    });
    this.#saving = saved.catch(() => undefined); // the caller handles the error
    return saved;
  }

  /** Returns the path of a session, or undefined where it was not autosaved. */
  async find(id: string): Promise<string | undefined> {
    await this.#saving;
    const path = this.#pathOf(id);
    return existsSync(path) ? path : undefined;
  }

  /** Returns the session that was open when the app crashed. Only the first caller receives it. */
  takeRecoverable(): string | null {
    const id = this.#recoverable;
    this.#recoverable = null;
    return id;
  }

  /** Records that the window was closed normally, so there is nothing to recover. */
  markClosed(): void {
    if (this.state.current.unended) this.state.update({ unended: null });
  }

  async remove(id: string): Promise<void> {
    await this.#saving;
    await rm(this.#pathOf(id), { force: true });
  }

  /** Lists the sessions that hold something no saved file holds. */
  async list(): Promise<RecentItem[]> {
    await this.#saving;
    const items: RecentItem[] = [];
    for (const { id, savedAt } of await this.#newestFirst()) {
      const header = await readSessionHeader(this.#pathOf(id)).catch(() => null);
      if (!header || header.file?.isChanged === false) continue;
      const name = header.file?.name ?? header.images[0]?.name ?? '';
      items.push({ id, kind: 'autosaved', name, folder: '', openedAt: savedAt, isMissing: false });
    }
    return items;
  }

  async #newestFirst(): Promise<{ id: string; savedAt: number }[]> {
    if (!existsSync(this.folder)) return [];
    const ids = (await readdir(this.folder))
      .filter((file) => file.endsWith(SESSION_EXTENSION))
      .map((file) => file.slice(0, -SESSION_EXTENSION.length))
      .filter((id) => AutosaveId.safeParse(id).success);
    const sessions = ids.map(async (id) => ({ id, savedAt: (await stat(this.#pathOf(id))).mtimeMs }));
    return (await Promise.all(sessions)).sort((a, b) => b.savedAt - a.savedAt);
  }

  async #removeOldest(): Promise<void> {
    for (const { id } of (await this.#newestFirst()).slice(MAX_SESSIONS)) {
      await rm(this.#pathOf(id), { force: true });
    }
  }

  #pathOf(id: string): string {
    return join(this.folder, `${id}${SESSION_EXTENSION}`);
  }
}
