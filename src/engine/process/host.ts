import { forkHost } from './fork';
import type { HelperHost } from './helper';
import { parentPort, utilityHost } from './utility';

/** The host of this process, whichever shell started it. Without one, helpers can be started all the same. */
export function helperHost(): HelperHost {
  return parentPort ? utilityHost(parentPort) : forkHost();
}
