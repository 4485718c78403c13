import type * as Electron from 'electron';
import { decode, encode } from './clone';
import type { PartOf } from './imitation';
import { Imitation } from './imitation';
import type { FromPage, ToPage } from './page-wire';

type Handler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown;

class IpcMain extends Imitation implements PartOf<Electron.IpcMain> {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.#handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** What goes back to the page that invoked; an error becomes a sentence there. */
  async answer(
    event: Electron.IpcMainInvokeEvent,
    { id, channel, args }: FromPage & { type: 'invoke' },
  ): Promise<ToPage> {
    try {
      const handler = this.#handlers.get(channel);
      if (!handler) throw new Error(`No handler registered for '${channel}'`);
      const value = await handler(event, ...(decode(args) as unknown[]));
      return { type: 'result', id, value: encode(value) };
    } catch (thrown) {
      const message = `Error invoking remote method '${channel}': ${String(thrown)}`;
      return { type: 'failure', id, message };
    }
  }
}

export const ipcMain = new IpcMain();
