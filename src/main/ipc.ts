import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { ipcMain } from 'electron';
import type { z } from 'zod';
import { EngineError, serializeError, toEngineError } from '#shared/errors';
import type { BridgeResult } from '#shared/host';
import { isAppUrl } from './app-scheme';

/** Answers a channel of the bridge: for our window's main frame alone, and with arguments that `args` lets through. */
export function handleCall<Args extends readonly unknown[], T>(
  channel: string,
  args: z.ZodType<Args>,
  respond: (sender: WebContents, ...args: Args) => T | Promise<T>,
): void {
  ipcMain.handle(channel, async (event, ...given): Promise<BridgeResult<T>> => {
    try {
      // before anything is awaited: a frame that navigates away loses its identity
      refuseStrangers(event);
      const parsed = args.safeParse(given);
      if (!parsed.success) throw new EngineError('bad-request', `${channel}: ${parsed.error.message}.`);
      return { ok: true, value: await respond(event.sender, ...parsed.data) };
    } catch (thrown) {
      return { ok: false, error: serializeError(toEngineError(thrown)) };
    }
  });
}

function refuseStrangers({ senderFrame }: IpcMainInvokeEvent): void {
  if (senderFrame?.parent === null && isAppUrl(senderFrame.url)) return;
  throw new EngineError('bad-request', 'Only the window itself may ask this.');
}
