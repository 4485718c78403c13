import type { Session, WebContents } from 'electron';
import { isAppUrl } from './app-scheme';

/** A window may request its own bundle, its own memory and its developer tools, and never the network. */
const LOCAL_SCHEMES = new Set(['app:', 'blob:', 'data:', 'devtools:']);
const PERMISSIONS = new Set(['fullscreen', 'clipboard-sanitized-write']);

/** Denies permissions and network requests. Electron grants every permission unless all three handlers deny it. */
export function secureSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    callback(PERMISSIONS.has(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => PERMISSIONS.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, callback) => {
    callback({ cancel: !LOCAL_SCHEMES.has(new URL(url).protocol) });
  });
}

/** Keeps a window on its own page and from opening other windows. */
export function secureContents(contents: WebContents): void {
  const preventNavigation = (event: { readonly url: string; preventDefault(): void }) => {
    if (!isAppUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', preventNavigation);
  contents.on('will-frame-navigate', preventNavigation);
  contents.on('will-redirect', preventNavigation);
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
