import type { Session } from 'electron';
import { protocol } from 'electron';
import type { WindowFiles } from '#shell/window-files';

const SCHEME = 'app';
const HOST = 'bundle';

export const windowUrl = `${SCHEME}://${HOST}/`;

/** Registers `app://`. Electron demands that this happens before the app is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol: scheme, host } = new URL(url);
  return scheme === `${SCHEME}:` && host === HOST;
}

/** Serves the files that the build listed, and nothing else. */
export function serveWindowFiles(session: Session, files: WindowFiles): void {
  session.protocol.handle(SCHEME, ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405 });
    const file = isAppUrl(url) ? files.get(new URL(url).pathname) : undefined;
    if (!file) return new Response(null, { status: 404 });
    return new Response(method === 'HEAD' ? null : new Uint8Array(file.body), { headers: file.headers });
  });
}
