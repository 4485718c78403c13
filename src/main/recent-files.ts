import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { RecentItem } from '#shared/host';
import type { PersistedState, RecentFile } from './persisted-state';

const MOST = 10;
const MOST_POINTED_AT = 1000;

/** What people opened and saved lately. */
export class RecentFiles {
  /** Once there is something that shows them. */
  onChange: () => void = () => undefined;

  constructor(private readonly remembered: PersistedState) {}

  /** The latest first. */
  get files(): readonly RecentFile[] {
    return this.remembered.state.recent ?? [];
  }

  add(kind: RecentFile['kind'], paths: readonly string[], name = basename(paths[0] ?? '')): void {
    const id = pathsId(paths);
    const others = this.files.filter((one) => pathsId(one.paths) !== id);
    this.#update([{ kind, name, paths: [...paths], at: Date.now() }, ...others].slice(0, MOST));
  }

  /** A person has pointed at these, by a dialog, a drop, the system, or a session that they pointed at. */
  markChosen(paths: readonly string[]): void {
    const id = pathsId(paths);
    const others = (this.remembered.state.pointedAt ?? []).filter((other) => other !== id);
    this.remembered.update({ pointedAt: [id, ...others].slice(0, MOST_POINTED_AT) });
  }

  wasChosen(paths: readonly string[]): boolean {
    return this.remembered.state.pointedAt?.includes(pathsId(paths)) ?? false;
  }

  find(id: string): RecentFile | undefined {
    return this.files.find(({ paths }) => pathsId(paths) === id);
  }

  remove(id: string): void {
    this.#update(this.files.filter(({ paths }) => pathsId(paths) !== id));
  }

  list(): RecentItem[] {
    return this.files.map(({ kind, name, paths, at }) => ({
      id: pathsId(paths),
      kind,
      name,
      folder: folderOf(paths),
      openedAt: at,
      isMissing: !existsSync(paths[0] ?? ''),
    }));
  }

  #update(recent: RecentFile[]): void {
    this.remembered.update({ recent });
    this.onChange();
  }
}

/** The folder that they lie in. */
export function folderOf(paths: readonly string[]): string {
  return dirname(paths[0] ?? '');
}

/** Names files without saying where they are. */
export function pathsId(paths: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(paths)).digest('hex');
}
