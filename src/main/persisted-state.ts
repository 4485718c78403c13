import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AutosaveId } from '#shared/host';

const RecentFile = z.object({
  kind: z.enum(['session', 'images']),
  name: z.string(),
  paths: z.array(z.string()).min(1),
  at: z.number(),
});
export type RecentFile = z.infer<typeof RecentFile>;

/** What the app keeps from one start to the next, in a file whose keys earlier versions wrote. */
const AppState = z.object({
  window: z
    .object({
      bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }),
      isMaximized: z.boolean(),
    })
    .optional(),
  /** Dialogs start in this folder. */
  lastFolder: z.string().optional(),
  recent: z.array(RecentFile).optional(),
  /**
   * `pathsId` of everything that a person chose here. A session that no person chose may lead to these and to
   * nothing else.
   */
  pointedAt: z.array(z.string()).optional(),
  /** The autosaved session of the open window. If it is set at the start, the app crashed. */
  unended: AutosaveId.nullable().optional(),
});
export type AppState = z.infer<typeof AppState>;

/** A small JSON file, always replaced as a whole. If it cannot be read or written, the app works without it. */
export class PersistedState {
  #current: AppState;

  constructor(private readonly path: string) {
    this.#current = readState(path);
  }

  get current(): AppState {
    return this.#current;
  }

  update(changes: Partial<AppState>): void {
    this.#current = { ...this.#current, ...changes };
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      writeFileSync(`${this.path}.new`, JSON.stringify(this.#current));
      renameSync(`${this.path}.new`, this.path);
    } catch (thrown) {
      console.warn(`The state of the window could not be saved: ${String(thrown)}`);
    }
  }
}

function readState(path: string): AppState {
  try {
    return AppState.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {}; // the first start, or a file that another version wrote
  }
}
