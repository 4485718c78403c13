import type { IncomingMessage, ServerResponse } from 'node:http';
import { SECURITY_HEADERS } from '#shell/window-files';
import type { ErrorCode } from '#shared/errors';
import { EngineError, toEngineError } from '#shared/errors';
import { KIB } from '#shared/units';
import type { z } from 'zod';

/** One request, as a route sees it. */
export interface RouteRequest {
  readonly request: IncomingMessage;
  readonly url: URL;
  /** What the route's pattern caught, decoded. */
  readonly pathParams: readonly string[];
}

/** A route answers with what becomes JSON; nothing becomes an empty reply. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: RegExp;
  readonly handle: (call: RouteRequest) => unknown;
}

const MAX_JSON_BYTES = 64 * KIB;

const STATUS: Readonly<Record<ErrorCode, number>> = {
  'bad-request': 400,
  'bad-input': 400,
  'not-found': 404,
  unsupported: 405,
  'too-large': 413,
  cancelled: 409,
  'no-device': 500,
  'device-failed': 500,
  'engine-stopped': 503,
  internal: 500,
};

/** Runs the route that the request names. */
export async function dispatch(
  routes: readonly Route[],
  request: IncomingMessage,
  url: URL,
): Promise<unknown> {
  const atPath = routes.filter(({ path }) => path.test(url.pathname));
  if (atPath.length === 0) throw new EngineError('not-found', 'There is nothing at this address.');
  const route = atPath.find(({ method }) => method === request.method);
  if (!route) throw new EngineError('unsupported', `This address does not take ${request.method ?? ''}.`);
  const parts = (route.path.exec(url.pathname) ?? []).slice(1).map(decode);
  return await route.handle({ request, url, pathParams: parts });
}

export async function readJson<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const body = await readBody(request, MAX_JSON_BYTES);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (thrown) {
    throw new EngineError('bad-request', 'The request is not JSON.', '', { cause: thrown });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'not understood' };
  throw new EngineError('bad-request', `The request was not understood: ${path.join('.')}: ${message}.`);
}

/** The body's chunks. Whoever stops in between can still answer: the connection stays. */
export function bodyChunks(request: IncomingMessage): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }) };
}

export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bodyChunks(request)) {
    length += chunk.length;
    if (length > maxBytes) throw new EngineError('too-large', 'The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function sendResult(response: ServerResponse, value: unknown): void {
  if (value === undefined) response.writeHead(204, SECURITY_HEADERS).end();
  else sendJson(response, 200, value);
}

export function sendError(request: IncomingMessage, response: ServerResponse, thrown: unknown): void {
  if (response.headersSent || response.destroyed) return; // the client is gone
  const { code, message, next } = toEngineError(thrown);
  request.resume(); // a client reads its answer only after it could send all of its body
  sendJson(response, STATUS[code], { code, message, next });
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (thrown) {
    throw new EngineError('bad-request', 'The address is not encoded well.', '', { cause: thrown });
  }
}
