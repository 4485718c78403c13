import type { Port } from '#shared/rpc/port';
import type { Grant } from '../path-guard';

/** What may run in a process of its own. */
export type HelperKind = 'engine' | 'probe' | 'decode' | 'energy';

/**
 * Whether nobody hears what such a helper writes to stderr: of a probe it is what drivers say of devices that do not
 * work, of an energy what a person's graph does wrong. Both are told in replies.
 */
export function discardsStderr(kind: string): boolean {
  return kind === 'probe' || kind === 'energy';
}

/** The variable that tells an engine to give way to the other engines too. */
export const BACKGROUND_VARIABLE = 'MNEMOSCOPE_IN_BACKGROUND';

/** A helper process, seen from the process that started it. */
export interface HelperProcess {
  /** A new port to the helper. It closes when either side or the process ends. */
  readonly openPort: () => Port;
  /** What a port says from now on finds the grant known. */
  readonly grant: (grant: Grant) => void;
  /** `reason` is for people. */
  readonly onExit: (ended: (reason: string) => void) => void;
  /** Kills it: the only way to stop a call to the device, and nothing in a helper needs saving. */
  readonly end: () => void;
}

/** Each shell brings its own way: `utilityProcess` in Electron, `child_process` elsewhere. */
export type StartProcess = (kind: HelperKind, env?: Readonly<Record<string, string>>) => HelperProcess;

/** Starts a helper process and opens a port to it; closing the port ends the process. */
export type StartHelper = (kind: HelperKind, env?: Readonly<Record<string, string>>) => Port;

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

/** The process that started this one, as a helper's entry sees it. */
export interface HelperHost {
  /** Called with every port that the host opens: one for a probe or a decoder, one for each client of an engine. */
  readonly onPort: (serve: (port: Port) => void) => void;
  /** Called with every file or folder that a person has opened. */
  readonly onGrant: (take: (grant: Grant) => void) => void;
  /** How this process gets helpers of its own. */
  readonly startProcess: StartProcess;
}
