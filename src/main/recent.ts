import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Recent } from '#shared/host';
import type { Remembered, RecentFile } from './remembered';

const MOST = 10;
const MOST_POINTED_AT = 1000;

/** What people opened and saved lately. */
export class RecentFiles {
  constructor(private readonly remembered: Remembered) {}

  note(kind: RecentFile['kind'], paths: readonly string[], name = basename(paths[0] ?? '')): void {
    const { recent = [] } = this.remembered.state;
    const id = idOf(paths);
    const others = recent.filter((one) => idOf(one.paths) !== id);
    this.remembered.update({
      recent: [{ kind, name, paths: [...paths], at: Date.now() }, ...others].slice(0, MOST),
    });
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
    return this.remembered.state.recent?.find(({ paths }) => idOf(paths) === id);
  }

  forget(id: string): void {
    const { recent = [] } = this.remembered.state;
    this.remembered.update({ recent: recent.filter(({ paths }) => idOf(paths) !== id) });
  }

  list(): Recent[] {
    return (this.remembered.state.recent ?? []).map(({ kind, name, paths, at }) => ({
      id: idOf(paths),
      kind,
      name,
      where: dirname(paths[0] ?? ''),
      at,
      isMissing: !existsSync(paths[0] ?? ''),
    }));
  }
}

/** Names files without saying where they are. */
export function idOf(paths: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(paths)).digest('hex');
}
