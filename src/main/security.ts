import type { Session, WebContents } from 'electron';
import { isAppUrl } from './app-scheme';

/** Where a window's requests may go: its own bundle, its own memory, its developer tools. Never to a network. */
const LOCAL_SCHEMES = new Set(['app:', 'blob:', 'data:', 'devtools:']);
const PERMISSIONS = new Set(['fullscreen', 'clipboard-sanitized-write']);

/** Electron grants every permission unless all three handlers say otherwise. */
export function secureSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(PERMISSIONS.has(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => PERMISSIONS.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !LOCAL_SCHEMES.has(new URL(url).protocol) });
  });
}

/** A window shows its own page for as long as it lives, and opens no other. */
export function secureContents(contents: WebContents): void {
  const refuse = (event: { readonly url: string; preventDefault(): void }) => {
    if (!isAppUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
