import type { Port } from '#shared/rpc/port';

/** What may run in a process of its own. */
export type HelperKind = 'engine' | 'probe' | 'decode';

/**
 * Starts a helper process; closing its port ends it. Each shell brings its own way: `utilityProcess` in Electron,
 * `child_process` elsewhere.
 */
export type StartHelper = (kind: HelperKind, env?: Readonly<Record<string, string>>) => Port;
