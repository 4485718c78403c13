import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { RecentItem } from '#shared/host';
import type { PersistedState, RecentFile } from './persisted-state';

const MAX_FILES = 10;
const MAX_CHOSEN = 1000;

/** The files that people opened and saved last, and everything that they ever chose. */
export class RecentFiles {
  /** Called whenever the list changes. */
  onChange: () => void = () => undefined;

  constructor(private readonly state: PersistedState) {}

  /** The newest comes first. */
  get files(): readonly RecentFile[] {
    return this.state.current.recent ?? [];
  }

  add(kind: RecentFile['kind'], paths: readonly string[], name = basename(paths[0] ?? '')): void {
    const id = pathsId(paths);
    const others = this.files.filter((file) => pathsId(file.paths) !== id);
    this.#update([{ kind, name, paths: [...paths], at: Date.now() }, ...others].slice(0, MAX_FILES));
  }

  /** Records that a person chose these paths: in a dialog, by a drop, through the system, or with a session. */
  markChosen(paths: readonly string[]): void {
    const id = pathsId(paths);
    const others = (this.state.current.pointedAt ?? []).filter((other) => other !== id);
    this.state.update({ pointedAt: [id, ...others].slice(0, MAX_CHOSEN) });
  }

  wasChosen(paths: readonly string[]): boolean {
    return this.state.current.pointedAt?.includes(pathsId(paths)) ?? false;
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
    this.state.update({ recent });
    this.onChange();
  }
}

/** Returns the folder that holds these paths. */
export function folderOf(paths: readonly string[]): string {
  return dirname(paths[0] ?? '');
}

/** Returns an id of these paths that does not reveal where they are. */
export function pathsId(paths: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(paths)).digest('hex');
}
