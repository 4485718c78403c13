import type { WebContents } from 'electron';
import { MessageChannelMain } from 'electron';
import { z } from 'zod';
import { EngineRole } from '#shared/host';
import { EngineKeeper } from '#shell/engine-keeper';
import type { OpenedFiles } from '#shell/grants';
import { answer } from './ipc';
import { UtilityHelper } from './utility-helper';

/** Answers the bridge's calls about engines. The caller ends them all when the last window is gone. */
export function answerEngineCalls(builtFolder: string, opened: OpenedFiles): EngineKeeper<UtilityHelper> {
  const engines = new EngineKeeper(() => new UtilityHelper({ builtFolder, name: 'engine' }), opened);
  let nextTicket = 0;

  // main makes the channel and keeps neither end: what engine and window say to each other does not pass through it
  const connect = (window: WebContents, role: EngineRole): number => {
    const { port1, port2 } = new MessageChannelMain();
    engines.get(role).join(port1);
    const ticket = nextTicket++;
    window.postMessage('engine-port', { ticket }, [port2]);
    return ticket;
  };
  answer('connect-engine', z.tuple([EngineRole]), connect);
  answer('end-engine', z.tuple([EngineRole]), (_window, role) => {
    engines.end(role);
  });
  return engines;
}
