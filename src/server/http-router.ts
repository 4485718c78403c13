import type { IncomingMessage, ServerResponse } from 'node:http';
import { SECURITY_HEADERS } from '#shell/window-files';
import type { ErrorCode } from '#shared/errors';
import { EngineError, toEngineError } from '#shared/errors';
import { KIB } from '#shared/units';
import type { z } from 'zod';

/** A request as a route receives it. */
export interface RouteRequest {
  readonly request: IncomingMessage;
  readonly url: URL;
  /** The decoded capture groups of the route's pattern. */
  readonly pathParams: readonly string[];
}

/** `handle` returns a value that is sent as JSON, or undefined for an empty response. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: RegExp;
  readonly handle: (request: RouteRequest) => unknown;
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

/**
 * Runs the route that matches the request and returns its result.
 *
 * @throws EngineError of code `not-found` or `unsupported` if no route matches the path or the method.
 */
export async function dispatch(
  routes: readonly Route[],
  request: IncomingMessage,
  url: URL,
): Promise<unknown> {
  const atPath = routes.filter(({ path }) => path.test(url.pathname));
  if (atPath.length === 0) throw new EngineError('not-found', 'This address does not exist.');
  const route = atPath.find(({ method }) => method === request.method);
  if (!route) throw new EngineError('unsupported', `This address does not accept ${request.method ?? ''}.`);
  const parts = (route.path.exec(url.pathname) ?? []).slice(1).map(decodePathParam);
  return await route.handle({ request, url, pathParams: parts });
}

export async function readJson<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const body = await readBody(request, MAX_JSON_BYTES);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (thrown) {
    throw new EngineError('bad-request', 'The request is not valid JSON.', '', { cause: thrown });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'invalid' };
  throw new EngineError('bad-request', `The request is invalid: ${path.join('.')}: ${message}.`);
}

/** Returns the chunks of the body. A caller that stops early can still respond, because the connection stays open. */
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
  if (response.headersSent || response.destroyed) return; // the client has disconnected
  const { code, message, next } = toEngineError(thrown);
  request.resume(); // a client reads the response only after it has sent its whole body
  sendJson(response, STATUS[code], { code, message, next });
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
}

function decodePathParam(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (thrown) {
    throw new EngineError('bad-request', 'The address is not encoded correctly.', '', { cause: thrown });
  }
}
