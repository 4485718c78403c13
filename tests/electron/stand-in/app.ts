import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as Electron from 'electron';
import type { PartOf } from './imitation';
import { Imitation, PreventableEvent } from './imitation';

/** An open window. The app exits when all are closed. */
interface Closable {
  closeByQuit(): boolean;
}

class App extends Imitation implements PartOf<Electron.App> {
  readonly isPackaged = false;
  readonly dock = undefined;
  readonly windows = new Set<Closable>();
  /** Closes the browser that the stand-in launched. */
  closeBrowser: () => Promise<void> = () => Promise.resolve();
  #isReady = false;
  readonly #ready = new Promise<void>((resolve) => {
    // Electron is ready after the first run of the event loop
    setImmediate(() => {
      this.#isReady = true;
      this.emit('ready');
      resolve();
    });
  });

  constructor() {
    super();
    // as Electron does; Node would exit at once
    process.on('SIGTERM', () => {
      this.quit();
    });
    // an aborted test leaves no process behind
    process.on('disconnect', () => {
      this.exit(1);
    });
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  requestSingleInstanceLock(): boolean {
    return true;
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
  }

  getPath(name: string): string {
    const folder = join(process.env.STAND_IN_FOLDER ?? '', name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  quit(): void {
    const event = new PreventableEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    if ([...this.windows].every((window) => window.closeByQuit())) this.exit(0);
  }

  exit(status = 0): void {
    this.emit('will-quit', new PreventableEvent());
    this.emit('quit', {}, status);
    this.emit('stand-in-exit');
    void this.closeBrowser().finally(() => process.exit(status));
  }
}

export const app = new App();
