import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import type { BrowserContext, Request as PageRequest, Route } from 'playwright-core';
import { chromium } from 'playwright-core';
import { CHROMIUM_FLAGS, testBrowser } from '../../support/chromium';
import { app } from './app';
import { protocol, session } from './session';

/** The system's Chromium, whose pages are the windows. */

const HOST = '.stand-in.test';
let starting: Promise<BrowserContext> | undefined;

/** Called for every navigation that a page starts by itself; false prevents it. */
export const navigations = new Set<(request: PageRequest, url: string) => boolean>();

/** `app://bundle/x` is `https://bundle.app.stand-in.test/x` in the page: an origin of its own, and secure. */
export function pageAddress(url: string): string {
  const { protocol: scheme, host, pathname, search, hash } = new URL(url);
  const name = scheme.slice(0, -1);
  return protocol.isProtocolHandled(name) ? `https://${host}.${name}${HOST}${pathname}${search}${hash}` : url;
}

export function appAddress(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname, search, hash } = new URL(url);
  if (!host.endsWith(HOST)) return url;
  const parts = host.slice(0, -HOST.length).split('.');
  const scheme = parts.pop() ?? '';
  return `${scheme}://${parts.join('.')}${pathname}${search}${hash}`;
}

export function browser(): Promise<BrowserContext> {
  return (starting ??= start());
}

async function start(): Promise<BrowserContext> {
  const profile = app.getPath('chromium');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: testBrowser(),
    viewport: { width: 1440, height: 900 },
    timeout: 170_000,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...CHROMIUM_FLAGS,
      '--remote-debugging-port=0',
      '--enable-blink-features=MessagePortCloseEvent',
    ],
  });
  app.closeBrowser = () => context.close();
  await context.route('**/*', answer);
  return context;
}

/** Returns the port that a test connects to. The browser writes it into its profile. */
export async function debuggingPort(): Promise<number> {
  for (;;) {
    try {
      const [port] = readFileSync(join(app.getPath('chromium'), 'DevToolsActivePort'), 'utf8').split('\n');
      return Number(port);
    } catch {
      await sleep(20); // the file does not exist yet
    }
  }
}

async function answer(route: Route, request: PageRequest): Promise<void> {
  const url = appAddress(request.url());
  const scheme = new URL(url).protocol.slice(0, -1);
  const handler = protocol.handlers.get(scheme);
  const goes = ![...navigations].some((allows) => request.isNavigationRequest() && !allows(request, url));
  // "aborted" leaves the page as it is, like a navigation that Electron prevents
  if (!goes) return route.abort('aborted');
  if (!handler || !session.defaultSession.isAllowed(url)) return route.abort('blockedbyclient');
  const { status, headers, arrayBuffer } = await respond(handler, request, url);
  return route.fulfill({ status, headers, body: Buffer.from(arrayBuffer) });
}

async function respond(
  handler: (request: Request) => Response | Promise<Response>,
  request: PageRequest,
  url: string,
): Promise<{ status: number; headers: Record<string, string>; arrayBuffer: ArrayBuffer }> {
  const response = await handler(new Request(url, { method: request.method() }));
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    arrayBuffer: await response.arrayBuffer(),
  };
}
