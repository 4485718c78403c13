import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { ipcMain } from 'electron';
import type { z } from 'zod';
import { EngineError, serializeError, toEngineError } from '#shared/errors';
import type { BridgeResult } from '#shared/host';
import { isAppUrl } from './app-scheme';

/**
 * Handles a channel of the bridge. Only the main frame of our own window may call it, with arguments that `args`
 * accepts. An error is returned as a value, because Electron would turn a thrown one into a string.
 */
export function handleCall<Args extends readonly unknown[], T>(
  channel: string,
  args: z.ZodType<Args>,
  respond: (sender: WebContents, ...args: Args) => T | Promise<T>,
): void {
  ipcMain.handle(channel, async (event, ...given): Promise<BridgeResult<T>> => {
    try {
      // checked before any await: a frame that navigates away loses its identity
      requireOwnWindow(event);
      const parsed = args.safeParse(given);
      if (!parsed.success) throw new EngineError('bad-request', `${channel}: ${parsed.error.message}.`);
      return { ok: true, value: await respond(event.sender, ...parsed.data) };
    } catch (thrown) {
      return { ok: false, error: serializeError(toEngineError(thrown)) };
    }
  });
}

function requireOwnWindow({ senderFrame }: IpcMainInvokeEvent): void {
  if (senderFrame?.parent === null && isAppUrl(senderFrame.url)) return;
  throw new EngineError('bad-request', 'Only the main window may make this call.');
}
