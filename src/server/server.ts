import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isIPv6 } from 'node:net';
import { hostname } from 'node:os';
import type { HelperProcess } from '#engine/process/helper';
import { helperHost } from '#engine/process/host';
import { EngineSupervisor, engineEnvironment } from '#shell/engine-supervisor';
import { OpenedFiles } from '#shell/opened-files';
import { loadWindowFiles, SECURITY_HEADERS } from '#shell/window-files';
import { EngineError } from '#shared/errors';
import type { OpenedSource } from '#shared/host';
import { EngineRole, SocketClose } from '#shared/host';
import type { Route } from './http-router';
import { dispatch, sendResult, sendError, sendJson } from './http-router';
import type { FilmSink } from './film-routes';
import { filmRoutes } from './film-routes';
import { AccessControl } from './access-control';
import { ActiveWindow } from './active-window';
import { serveSockets } from './sockets';
import { Uploads } from './uploads';

/** An idle connection is dropped after this time. An upload has no time limit while data arrives. */
const IDLE_MS = 120_000;

export interface ServerOptions {
  readonly host: string;
  /** 0 chooses any free port. */
  readonly port: number;
  /** The window opens this first: a folder or file of this machine, or `sample:<name>`. */
  readonly source?: string | undefined;
  readonly film?: FilmSink;
}

export interface RunningServer {
  /** Contains the token that admits a browser. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves the window to a browser, with engines in processes of their own.
 *
 * @throws EngineError if the source cannot be opened or the port cannot be used.
 */
export async function startServer({ host, port, source, film }: ServerOptions): Promise<RunningServer> {
  const files = loadWindowFiles();
  const opened = new OpenedFiles();
  const activeWindow = new ActiveWindow(source === undefined ? null : await openSource(source, opened));
  const filmJob = film ? await filmRoutes(film, opened) : [];

  const server = createServer();
  server.requestTimeout = 0;
  server.setTimeout(IDLE_MS);
  await listen(server.listen(port, host), port);
  const bound = (server.address() as AddressInfo).port;
  const accessControl = new AccessControl(host, bound);
  const engines = new EngineSupervisor(
    (role) => helperHost().startProcess('engine', engineEnvironment(role)),
    opened,
  );
  const uploads = new Uploads(opened);
  const routes: readonly Route[] = [...uploads.routes, ...filmJob, endEngineRoute(engines), noIcon];
  server.on('request', (request, response) => {
    void respond(request, response);
  });
  serveSockets(server, accessControl, activeWindow, engines);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = urlOf(request);
      const rejection = accessControl.rejectionReason(request);
      if (rejection !== undefined) sendForbidden(request, response, rejection);
      else if (request.method === 'GET' && accessControl.hasToken(url))
        redirectWithCookie(response, url.pathname);
      else if (!accessControl.hasCookie(request))
        sendForbidden(request, response, 'Open the address that Mnemoscope printed.');
      else if (!sendFile(request, response, url.pathname))
        sendResult(response, await dispatch(routes, request, url));
    } catch (thrown) {
      sendError(request, response, thrown);
    }
  }

  /** Removes the token from the address bar and the history. */
  function redirectWithCookie(response: ServerResponse, path: string): void {
    const location = files.get(path) ? path : '/';
    response.writeHead(303, { ...SECURITY_HEADERS, location, 'set-cookie': accessControl.cookie }).end();
  }

  function sendFile({ method }: IncomingMessage, response: ServerResponse, path: string): boolean {
    const file = method === 'GET' || method === 'HEAD' ? files.get(path) : undefined;
    if (!file) return false;
    response.writeHead(200, { ...file.headers, 'content-length': file.body.length });
    response.end(method === 'GET' ? file.body : undefined);
    return true;
  }

  return {
    address: `http://${displayHost(host)}:${String(bound)}/?token=${accessControl.token}`,
    close: async () => {
      activeWindow.disconnect(SocketClose.engineGone, 'Mnemoscope was stopped.');
      engines.endAll();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await uploads.close();
    },
  };
}

async function openSource(source: string, opened: OpenedFiles): Promise<OpenedSource> {
  if (source.startsWith('sample:')) return { source, name: source.slice('sample:'.length) };
  return opened.add([source]);
}

/** Browsers request an icon on their own. */
const noIcon: Route = { method: 'GET', path: /^\/favicon\.ico$/, handle: () => undefined };

function endEngineRoute(engines: EngineSupervisor<HelperProcess>): Route {
  return {
    method: 'POST',
    path: /^\/engine\/([^/]+)\/end$/,
    handle: ({ pathParams: [name] }) => {
      const role = EngineRole.safeParse(name);
      if (!role.success) throw new EngineError('not-found', 'This engine does not exist.');
      engines.end(role.data);
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  try {
    await once(server, 'listening');
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    const reasons: Readonly<Record<string, string>> = {
      EADDRINUSE: 'it is in use',
      EACCES: 'you do not have permission to use it',
      EADDRNOTAVAIL: 'this machine does not have that address',
      ENOTFOUND: 'the host was not found',
    };
    const message = `The server cannot listen on port ${String(port)}: ${reasons[code] ?? code}.`;
    throw new EngineError('bad-request', message, 'Choose another with --port or --host.', { cause: thrown });
  }
}

function urlOf({ url = '' }: IncomingMessage): URL {
  // a path that begins with two slashes would be parsed as a host
  if (!url.startsWith('/') || !URL.canParse(`http://server${url}`)) {
    throw new EngineError('bad-request', 'The address is invalid.');
  }
  return new URL(`http://server${url}`);
}

function sendForbidden({ headers }: IncomingMessage, response: ServerResponse, message: string): void {
  if (!headers.accept?.includes('text/html')) {
    sendJson(response, 403, { code: 'bad-request', message, next: '' });
    return;
  }
  const page = `<!doctype html><meta charset="utf-8" /><title>Mnemoscope</title><p>${message}</p>`;
  response.writeHead(403, { ...SECURITY_HEADERS, 'content-type': 'text/html; charset=utf-8' }).end(page);
}

/** Returns a name that other machines can use where the server listens on all addresses. */
function displayHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return hostname();
  return isIPv6(host) ? `[${host}]` : host;
}
