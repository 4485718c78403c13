import type { Grant } from '#engine/path-guard';
import { BACKGROUND_VARIABLE } from '#engine/process/helper';
import { EngineError } from '#shared/errors';
import type { EngineRole } from '#shared/host';
import type { OpenedFiles } from './opened-files';

const MAX_RESTARTS = 3;
const RESTART_WINDOW_MS = 5 * 60_000;

/** The part of an engine's process that the supervisor uses. */
export interface SupervisedEngine {
  onExit(listener: (reason: string) => void): void;
  grant(grant: Grant): void;
  end(): void;
}

/** Returns the environment variables of a role's engine. Experiments run at a low priority. */
export function engineEnvironment(role: EngineRole): Record<string, string> {
  return role === 'experiment' ? { [BACKGROUND_VARIABLE]: '1' } : {};
}

/**
 * Runs the engines of a shell, one process per role. It starts an engine on demand, grants it every opened file, and
 * starts a crashed one again, at most three times in five minutes.
 */
export class EngineSupervisor<H extends SupervisedEngine> {
  readonly #running = new Map<EngineRole, H>();
  /** When engines crashed, in ms of the monotonic clock. */
  readonly #crashes = new Map<EngineRole, number[]>();
  readonly #start: (role: EngineRole) => H;
  readonly #opened: OpenedFiles;

  constructor(start: (role: EngineRole) => H, opened: OpenedFiles) {
    this.#start = start;
    this.#opened = opened;
    opened.onAdded((grant) => {
      for (const engine of this.#running.values()) engine.grant(grant);
    });
  }

  /**
   * Returns the role's engine, and starts it if it is not running.
   *
   * @throws EngineError of code `engine-stopped` if it has crashed too often to be started again.
   */
  get(role: EngineRole): H {
    const running = this.#running.get(role);
    if (running) return running;
    this.#throwIfUnstable(role);
    const engine = this.#start(role);
    this.#running.set(role, engine);
    for (const grant of this.#opened.all()) engine.grant(grant);
    engine.onExit(() => {
      if (this.#running.get(role) !== engine) return; // ended on purpose
      this.#running.delete(role);
      this.#crashes.set(role, [...this.#recentCrashes(role), performance.now()]);
    });
    return engine;
  }

  /** Ends an engine. This does not count as a crash. */
  end(role: EngineRole): void {
    const engine = this.#running.get(role);
    this.#running.delete(role);
    engine?.end();
  }

  endAll(): void {
    for (const role of [...this.#running.keys()]) this.end(role);
  }

  #recentCrashes(role: EngineRole): number[] {
    const since = performance.now() - RESTART_WINDOW_MS;
    return (this.#crashes.get(role) ?? []).filter((time) => time > since);
  }

  #throwIfUnstable(role: EngineRole): void {
    const crashes = this.#recentCrashes(role).length;
    if (crashes <= MAX_RESTARTS) return;
    throw new EngineError(
      'engine-stopped',
      `The engine crashed ${String(crashes)} times within ${String(RESTART_WINDOW_MS / 60_000)} minutes.`,
      'Restart Mnemoscope, then choose another device or fewer features.',
    );
  }
}
