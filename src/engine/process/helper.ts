import type { Port } from '#shared/rpc/port';
import type { Grant } from '../path-guard';

/** The programs that run in helper processes. */
export type HelperKind = 'engine' | 'probe' | 'decode' | 'energy';

/**
 * Returns whether the stderr of such a helper is discarded. Drivers write to that of a probe if a device does
 * not work, and onnxruntime to that of an energy if a graph is invalid; the replies report both.
 */
export function discardsStderr(kind: string): boolean {
  return kind === 'probe' || kind === 'energy';
}

/** The environment variable that makes an engine yield to the other engines too. */
export const BACKGROUND_VARIABLE = 'MNEMOSCOPE_IN_BACKGROUND';

/** A helper process, as the process that started it sees it. */
export interface HelperProcess {
  /** Opens a new port to the helper. The port closes when either side closes it or the process ends. */
  readonly openPort: () => Port;
  /** Passes a grant on. The helper knows it before it handles any later message of a port. */
  readonly grant: (grant: Grant) => void;
  /** Calls `ended` once when the process ends; `reason` is for people. */
  readonly onExit: (ended: (reason: string) => void) => void;
  /** Kills the process. Nothing else stops a call to the device, and a helper has nothing to save. */
  readonly end: () => void;
}

/** Starts a helper process: with `utilityProcess` in Electron, with `child_process` elsewhere. */
export type StartProcess = (kind: HelperKind, env?: Readonly<Record<string, string>>) => HelperProcess;

/** Starts a helper process and opens a port to it; closing the port ends the process. */
export type StartHelper = (kind: HelperKind, env?: Readonly<Record<string, string>>) => Port;

/** Returns the function that starts helpers, each with one port. */
export function helperStarter(startProcess: StartProcess): StartHelper {
  return (kind, env) => {
    const helper = startProcess(kind, env);
    const port = helper.openPort();
    return {
      ...port,
      close: () => {
        port.close();
        helper.end();
      },
    };
  };
}

/** The process that started this one, as the entry of a helper sees it. */
export interface HelperHost {
  /**
   * Calls `serve` with every port that the host opens: one for most helpers, one for each client of an
   * engine.
   */
  readonly onPort: (serve: (port: Port) => void) => void;
  /** Calls `receive` with every grant of files that a person has opened. */
  readonly onGrant: (receive: (grant: Grant) => void) => void;
  /** Starts a helper of this process. */
  readonly startProcess: StartProcess;
}
