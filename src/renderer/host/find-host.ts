import type { DesktopBridge } from '#shared/host';
import { browserHost } from './browser';
import { desktopHost } from './desktop';
import type { Host } from './host';

const TAKE_OVER = 'take';

/** Returns the shell that this window runs in. */
export function detectHost(): Host {
  const mnemoscope = Reflect.get(window, 'mnemoscope') as DesktopBridge | undefined;
  if (mnemoscope) return desktopHost(mnemoscope);
  const takesOver = new URLSearchParams(location.search).has(TAKE_OVER);
  if (takesOver) history.replaceState(null, '', '/');
  return browserHost({ takesOver });
}

/** Reloads this page as the active window and pauses the other. */
export function takeOver(): void {
  location.assign(`/?${TAKE_OVER}=1`);
}
