import type { WebContents } from 'electron';
import { MessageChannelMain } from 'electron';
import { z } from 'zod';
import { EngineRole } from '#shared/host';
import { EngineSupervisor, engineEnvironment } from '#shell/engine-supervisor';
import type { OpenedFiles } from '#shell/opened-files';
import { handleCall } from './ipc';
import { UtilityHelper } from './utility-helper';

export interface EngineCalls {
  /** Resolves once every running engine may read all that was opened so far. */
  readonly whenGrantsKnown: () => Promise<void>;
  readonly endAll: () => void;
}

/** Answers the bridge's calls about engines. */
export function registerEngineCalls(builtFolder: string, opened: OpenedFiles): EngineCalls {
  const running = new Set<UtilityHelper>();
  const engines = new EngineSupervisor((role) => {
    const engine = new UtilityHelper({ builtFolder, name: 'engine', env: engineEnvironment(role) });
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
  handleCall('connect-engine', z.tuple([EngineRole]), connect);
  handleCall('end-engine', z.tuple([EngineRole]), (_window, role) => {
    engines.end(role);
  });
  return {
    whenGrantsKnown: async () => {
      await Promise.all([...running].map((engine) => engine.whenGrantsKnown()));
    },
    endAll: () => {
      engines.endAll();
    },
  };
}
