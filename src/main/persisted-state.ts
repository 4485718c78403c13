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

/** What the app remembers from one start to the next. */
const State = z.object({
  window: z
    .object({
      bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }),
      isMaximized: z.boolean(),
    })
    .optional(),
  /** Dialogs begin here. */
  lastFolder: z.string().optional(),
  recent: z.array(RecentFile).optional(),
  /** Everything that people have opened here, by `idOf`: a session that nobody points at may name nothing else. */
  pointedAt: z.array(z.string()).optional(),
  /** The kept session of the window that is open; there at the start, the app ended without a word. */
  unended: AutosaveId.nullable().optional(),
});
export type AppState = z.infer<typeof State>;

/** A small JSON file, replaced as a whole. One that cannot be read or written costs only the memory. */
export class PersistedState {
  #state: AppState;

  constructor(private readonly path: string) {
    this.#state = read(path);
  }

  get state(): AppState {
    return this.#state;
  }

  update(changes: Partial<AppState>): void {
    this.#state = { ...this.#state, ...changes };
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      writeFileSync(`${this.path}.new`, JSON.stringify(this.#state));
      renameSync(`${this.path}.new`, this.path);
    } catch (thrown) {
      console.warn(`What the window looks like could not be remembered: ${String(thrown)}`);
    }
  }
}

function read(path: string): AppState {
  try {
    return State.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {}; // the first start, or a file that another version wrote
  }
}
