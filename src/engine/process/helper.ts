import type { Port } from '#shared/rpc/port';
import type { Grant } from '../grants';

/** What may run in a process of its own. */
export type HelperKind = 'engine' | 'probe' | 'decode';

/**
 * Starts a helper process and opens a port to it; closing the port ends the process. Each shell brings its own way:
 * `utilityProcess` in Electron, `child_process` elsewhere.
 */
export type StartHelper = (kind: HelperKind, env?: Readonly<Record<string, string>>) => Port;

/** The process that started this one, as a helper's entry sees it. */
export interface HelperHost {
  /** Called with every port that the host opens: one for a probe or a decoder, one for each client of an engine. */
  readonly onPort: (serve: (port: Port) => void) => void;
  /** Called with every file or folder that a person has opened. */
  readonly onGrant: (take: (grant: Grant) => void) => void;
  /** How this helper gets helpers of its own. */
  readonly startHelper: StartHelper;
}
