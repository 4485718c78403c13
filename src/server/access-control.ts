import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

const COOKIE_SECONDS = 7 * 24 * 3600;

/**
 * Decides which requests are allowed. The printed address carries a token. The first visit with it sets a cookie, which
 * every other request must carry. Browsers share cookies between ports, so the cookie's name contains the port.
 */
export class AccessControl {
  readonly token = randomBytes(32).toString('base64url');
  readonly #host: string;
  readonly #cookieName: string;

  constructor(host: string, port: number) {
    this.#host = host;
    this.#cookieName = `mnemoscope-${String(port)}`;
  }

  /** Returns why the request is rejected whatever cookie it carries, or undefined. Guards against DNS rebinding. */
  rejectionReason({ headers }: IncomingMessage): string | undefined {
    const { host = '', origin } = headers;
    // another site can make its own host name resolve to this machine, but not an IP address
    if (!this.#isOwnHost(hostnameOf(`http://${host}`))) return 'The server does not have this address.';
    if (origin !== undefined && origin !== `http://${host}`) return 'This request came from another site.';
    return undefined;
  }

  hasCookie({ headers }: IncomingMessage): boolean {
    const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
    return cookies.some((cookie) => constantTimeEquals(cookie, `${this.#cookieName}=${this.token}`));
  }

  /** Returns true for the printed address. */
  hasToken(url: URL): boolean {
    return constantTimeEquals(url.searchParams.get('token') ?? '', this.token);
  }

  get cookie(): string {
    const attributes = `HttpOnly; SameSite=Strict; Path=/; Max-Age=${String(COOKIE_SECONDS)}`;
    return `${this.#cookieName}=${this.token}; ${attributes}`;
  }

  #isOwnHost(name: string): boolean {
    const bare = name.replace(/^\[|\]$/g, '');
    return isIP(bare) !== 0 || ['localhost', hostname().toLowerCase(), this.#host].includes(bare);
  }
}

function hostnameOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : '';
}

function constantTimeEquals(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
