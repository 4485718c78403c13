import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AutosaveId } from '#shared/host';
import type { RecentItem } from '#shared/host';
import { SESSION_EXTENSION } from '#shared/session-file';
import type { PersistedState } from './persisted-state';
import { readSessionHead } from './session-head';

const MOST = 5;

/** Sessions that were kept without being asked for, each a file that is replaced as a whole. */
export class AutosavedSessions {
  /** One after the other, so that what is asked for is what was written last. */
  #working: Promise<void> = Promise.resolve();
  #unended: string | null;

  constructor(
    private readonly folder: string,
    private readonly remembered: PersistedState,
  ) {
    this.#unended = remembered.state.unended ?? null;
  }

  save(id: string, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(id);
    const kept = this.#working.then(async () => {
      await mkdir(this.folder, { recursive: true });
      await writeFile(`${path}.new`, bytes);
      await rename(`${path}.new`, path);
      if (this.remembered.state.unended === id) return;
      this.remembered.update({ unended: id });
      await this.#removeOldest();
    });
    this.#working = kept.catch(() => undefined); // whoever keeps it hears of it
    return kept;
  }

  /** Where it is; undefined where it is not kept. */
  async find(id: string): Promise<string | undefined> {
    await this.#working;
    const path = this.#pathOf(id);
    return existsSync(path) ? path : undefined;
  }

  /** The one that was open when the app ended without a word, once: whoever asks goes on with it. */
  takeRecoverable(): string | null {
    const id = this.#unended;
    this.#unended = null;
    return id;
  }

  /** The window was closed as people do it. */
  markClosed(): void {
    if (this.remembered.state.unended) this.remembered.update({ unended: null });
  }

  async remove(id: string): Promise<void> {
    await this.#working;
    await rm(this.#pathOf(id), { force: true });
  }

  /** Those that say something that no file of theirs does. */
  async list(): Promise<RecentItem[]> {
    await this.#working;
    const recent: RecentItem[] = [];
    for (const { id, at } of await this.#all()) {
      const head = await readSessionHead(this.#pathOf(id)).catch(() => null);
      if (!head || head.file?.isChanged === false) continue;
      const name = head.file?.name ?? head.images[0]?.name ?? '';
      recent.push({ id, kind: 'autosaved', name, folder: '', openedAt: at, isMissing: false });
    }
    return recent;
  }

  async #all(): Promise<{ id: string; at: number }[]> {
    if (!existsSync(this.folder)) return [];
    const ids = (await readdir(this.folder))
      .filter((file) => file.endsWith(SESSION_EXTENSION))
      .map((file) => file.slice(0, -SESSION_EXTENSION.length))
      .filter((id) => AutosaveId.safeParse(id).success);
    const all = ids.map(async (id) => ({ id, at: (await stat(this.#pathOf(id))).mtimeMs }));
    return (await Promise.all(all)).sort((a, b) => b.at - a.at);
  }

  async #removeOldest(): Promise<void> {
    for (const { id } of (await this.#all()).slice(MOST)) await rm(this.#pathOf(id), { force: true });
  }

  #pathOf(id: string): string {
    return join(this.folder, `${id}${SESSION_EXTENSION}`);
  }
}
