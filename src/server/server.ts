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

/** A connection on which nothing moves is dropped; a slow upload may take as long as it takes. */
const IDLE_MS = 120_000;

export interface ServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** What the window opens first: a folder or file of this machine, or `sample:<name>`. */
  readonly source?: string | undefined;
  readonly film?: FilmSink;
}

export interface RunningServer {
  /** With the token that lets a browser in. */
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the window to a browser, with engines in processes of their own. Rejects with a sentence. */
export async function startServer({ host, port, source, film }: ServerOptions): Promise<RunningServer> {
  const files = loadWindowFiles();
  const opened = new OpenedFiles();
  const live = new ActiveWindow(source === undefined ? null : await openSource(source, opened));
  const films = film ? await filmRoutes(film, opened) : [];

  const server = createServer();
  server.requestTimeout = 0;
  server.setTimeout(IDLE_MS);
  await listen(server.listen(port, host), port);
  const bound = (server.address() as AddressInfo).port;
  const gate = new AccessControl(host, bound);
  const engines = new EngineSupervisor(
    (role) => helperHost().startProcess('engine', engineEnvironment(role)),
    opened,
  );
  const uploads = new Uploads(opened);
  const routes: readonly Route[] = [...uploads.routes, ...films, endRoute(engines), noIcon];
  server.on('request', (request, response) => {
    void answer(request, response);
  });
  serveSockets(server, gate, live, engines);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = addressOf(request);
      const foreign = gate.rejectionReason(request);
      if (foreign !== undefined) forbid(request, response, foreign);
      else if (request.method === 'GET' && gate.hasToken(url)) enter(response, url.pathname);
      else if (!gate.hasCookie(request))
        forbid(request, response, 'Open the address that Mnemoscope printed.');
      else if (!sendFile(request, response, url.pathname))
        sendResult(response, await dispatch(routes, request, url));
    } catch (thrown) {
      sendError(request, response, thrown);
    }
  }

  /** Away from the token, so that it stays in neither the address bar nor the history. */
  function enter(response: ServerResponse, path: string): void {
    const location = files.get(path) ? path : '/';
    response.writeHead(303, { ...SECURITY_HEADERS, location, 'set-cookie': gate.cookie }).end();
  }

  function sendFile({ method }: IncomingMessage, response: ServerResponse, path: string): boolean {
    const file = method === 'GET' || method === 'HEAD' ? files.get(path) : undefined;
    if (!file) return false;
    response.writeHead(200, { ...file.headers, 'content-length': file.body.length });
    response.end(method === 'GET' ? file.body : undefined);
    return true;
  }

  return {
    address: `http://${shownHost(host)}:${String(bound)}/?token=${gate.token}`,
    close: async () => {
      live.disconnect(SocketClose.engineGone, 'Mnemoscope was ended.');
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

/** Browsers ask for one by themselves. */
const noIcon: Route = { method: 'GET', path: /^\/favicon\.ico$/, handle: () => undefined };

function endRoute(engines: EngineSupervisor<HelperProcess>): Route {
  return {
    method: 'POST',
    path: /^\/engine\/([^/]+)\/end$/,
    handle: ({ pathParams: [name] }) => {
      const role = EngineRole.safeParse(name);
      if (!role.success) throw new EngineError('not-found', 'There is no such engine.');
      engines.end(role.data);
    },
  };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  try {
    await once(server, 'listening');
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    const reasons: Record<string, string> = {
      EADDRINUSE: 'it is in use',
      EACCES: 'that is not permitted',
      EADDRNOTAVAIL: 'this machine does not have that address',
      ENOTFOUND: 'there is no such host',
    };
    const message = `Port ${String(port)} cannot be served: ${reasons[code] ?? code}.`;
    throw new EngineError('bad-request', message, 'Choose another with --port or --host.', { cause: thrown });
  }
}

function addressOf({ url = '' }: IncomingMessage): URL {
  // a path that begins with two slashes would be taken for a host
  if (!url.startsWith('/') || !URL.canParse(`http://server${url}`)) {
    throw new EngineError('bad-request', 'The address was not understood.');
  }
  return new URL(`http://server${url}`);
}

function forbid({ headers }: IncomingMessage, response: ServerResponse, sentence: string): void {
  if (!headers.accept?.includes('text/html')) {
    sendJson(response, 403, { code: 'bad-request', message: sentence, next: '' });
    return;
  }
  const page = `<!doctype html><meta charset="utf-8" /><title>Mnemoscope</title><p>${sentence}</p>`;
  response.writeHead(403, { ...SECURITY_HEADERS, 'content-type': 'text/html; charset=utf-8' }).end(page);
}

/** A name that a browser elsewhere can use, where the server listens on all addresses. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return hostname();
  return isIPv6(host) ? `[${host}]` : host;
}
