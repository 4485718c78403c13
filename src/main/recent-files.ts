import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Recent } from '#shared/host';
import type { Remembered, RecentFile } from './persisted-state';

const MOST = 10;
const MOST_POINTED_AT = 1000;

/** What people opened and saved lately. */
export class RecentFiles {
  /** Once there is something that shows them. */
  changed: () => void = () => undefined;

  constructor(private readonly remembered: Remembered) {}

  /** The latest first. */
  get files(): readonly RecentFile[] {
    return this.remembered.state.recent ?? [];
  }

  note(kind: RecentFile['kind'], paths: readonly string[], name = basename(paths[0] ?? '')): void {
    const id = idOf(paths);
    const others = this.files.filter((one) => idOf(one.paths) !== id);
    this.#update([{ kind, name, paths: [...paths], at: Date.now() }, ...others].slice(0, MOST));
  }

  /** A person has pointed at these, by a dialog, a drop, the system, or a session that they pointed at. */
  pointAt(paths: readonly string[]): void {
    const id = idOf(paths);
    const others = (this.remembered.state.pointedAt ?? []).filter((other) => other !== id);
    this.remembered.update({ pointedAt: [id, ...others].slice(0, MOST_POINTED_AT) });
  }

  wasPointedAt(paths: readonly string[]): boolean {
    return this.remembered.state.pointedAt?.includes(idOf(paths)) ?? false;
  }

  find(id: string): RecentFile | undefined {
    return this.files.find(({ paths }) => idOf(paths) === id);
  }

  forget(id: string): void {
    this.#update(this.files.filter(({ paths }) => idOf(paths) !== id));
  }

  list(): Recent[] {
    return this.files.map(({ kind, name, paths, at }) => ({
      id: idOf(paths),
      kind,
      name,
      where: placeOf(paths),
      at,
      isMissing: !existsSync(paths[0] ?? ''),
    }));
  }

  #update(recent: RecentFile[]): void {
    this.remembered.update({ recent });
    this.changed();
  }
}

/** The folder that they lie in. */
export function placeOf(paths: readonly string[]): string {
  return dirname(paths[0] ?? '');
}

/** Names files without saying where they are. */
export function idOf(paths: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(paths)).digest('hex');
}
