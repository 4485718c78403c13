import { forkHost } from './fork';
import type { HelperHost } from './helper';

/** The host of this helper, whichever shell started it. */
export function helperHost(): HelperHost {
  return forkHost();
}
