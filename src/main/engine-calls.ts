import type { WebContents } from 'electron';
import { MessageChannelMain } from 'electron';
import { z } from 'zod';
import { EngineRole } from '#shared/host';
import { EngineKeeper, environmentOf } from '#shell/engine-supervisor';
import type { OpenedFiles } from '#shell/opened-files';
import { answer } from './ipc';
import { UtilityHelper } from './utility-helper';

export interface Engines {
  /** Resolves once every running engine may read all that was opened so far. */
  readonly knowGrants: () => Promise<void>;
  readonly endAll: () => void;
}

/** Answers the bridge's calls about engines. */
export function answerEngineCalls(builtFolder: string, opened: OpenedFiles): Engines {
  const running = new Set<UtilityHelper>();
  const engines = new EngineKeeper((role) => {
    const engine = new UtilityHelper({ builtFolder, name: 'engine', env: environmentOf(role) });
    running.add(engine);
    engine.onExit(() => running.delete(engine));
    return engine;
  }, opened);
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
  return {
    knowGrants: async () => {
      await Promise.all([...running].map((engine) => engine.knowsGrants()));
    },
    endAll: () => {
      engines.endAll();
    },
  };
}
