import type { WebContents } from 'electron';
import { MessageChannelMain } from 'electron';
import { z } from 'zod';
import { EngineRole } from '#shared/host';
import { EngineSupervisor, engineEnvironment } from '#shell/engine-supervisor';
import type { OpenedFiles } from '#shell/opened-files';
import { handleCall } from './ipc';
import { UtilityHelper } from './utility-helper';

export interface EngineCalls {
  /** Resolves once every running engine may read everything that was opened so far. */
  readonly whenGrantsKnown: () => Promise<void>;
  readonly endAll: () => void;
}

/** Handles the bridge's calls that connect the window to engines and end them. */
export function registerEngineCalls(builtFolder: string, opened: OpenedFiles): EngineCalls {
  const running = new Set<UtilityHelper>();
  const engines = new EngineSupervisor((role) => {
    const engine = new UtilityHelper({ builtFolder, name: 'engine', env: engineEnvironment(role) });
    running.add(engine);
    engine.onExit(() => running.delete(engine));
    return engine;
  }, opened);
  let nextTicket = 0;

  // main creates the channel and gives away both ends, so traffic between engine and window does not pass through it
  const connect = (window: WebContents, role: EngineRole): number => {
    const { port1, port2 } = new MessageChannelMain();
    engines.get(role).connect(port1);
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
