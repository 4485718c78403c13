import { forkHost } from './fork';
import type { HelperHost } from './helper';
import { parentPort, utilityHost } from './utility';

let host: HelperHost | undefined;

/**
 * Returns the host of this process, whichever shell started it. There is only one, because it numbers its
 * requests. Without a shell it can still start helpers.
 */
export function helperHost(): HelperHost {
  return (host ??= parentPort ? utilityHost(parentPort) : forkHost());
}
