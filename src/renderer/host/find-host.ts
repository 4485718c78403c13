import type { DesktopBridge } from '#shared/host';
import { browserHost } from './browser';
import { desktopHost } from './desktop';
import type { Host } from './host';

const TAKE = 'take';

/** The shell that this window runs in. */
export function detectHost(): Host {
  const { mnemoscope } = window as Window & { mnemoscope?: DesktopBridge };
  if (mnemoscope) return desktopHost(mnemoscope);
  const take = new URLSearchParams(location.search).has(TAKE);
  if (take) history.replaceState(null, '', '/');
  return browserHost({ take });
}

/** Loads this page again, in place of the other window that is live. */
export function takeOver(): void {
  location.assign(`/?${TAKE}=1`);
}
