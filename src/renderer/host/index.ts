import type { DesktopBridge } from '#shared/host';
import { browserHost } from './browser';
import { desktopHost } from './desktop';
import type { Host } from './host';

/** The shell that this window runs in. */
export function findHost(): Host {
  const { mnemoscope } = window as Window & { mnemoscope?: DesktopBridge };
  return mnemoscope ? desktopHost(mnemoscope) : browserHost();
}
