import { forkHost } from './fork';
import type { HelperHost } from './helper';
import { parentPort, utilityHost } from './utility';

let host: HelperHost | undefined;

/**
 * The host of this process, whichever shell started it; one, because it numbers what it asks for. Without a shell,
 * helpers can be started all the same.
 */
export function helperHost(): HelperHost {
  return (host ??= parentPort ? utilityHost(parentPort) : forkHost());
}
