import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

const COOKIE_SECONDS = 7 * 24 * 3600;

/**
 * Who may come in. The printed address carries a token; the first visit with it leaves a cookie, and everything else
 * demands that. Cookies do not know ports, so this one's name does.
 */
export class AccessControl {
  readonly token = randomBytes(32).toString('base64url');
  readonly #host: string;
  readonly #cookieName: string;

  constructor(host: string, port: number) {
    this.#host = host;
    this.#cookieName = `mnemoscope-${String(port)}`;
  }

  /** Why the request is refused whatever it carries, or undefined. */
  rejectionReason({ headers }: IncomingMessage): string | undefined {
    const { host = '', origin } = headers;
    // a page elsewhere can point a name of its own at this machine, but not an address
    if (!this.#isOurName(hostnameOf(`http://${host}`))) return 'This address is not one of the server.';
    if (origin !== undefined && origin !== `http://${host}`) return 'This request came from another site.';
    return undefined;
  }

  hasCookie({ headers }: IncomingMessage): boolean {
    const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
    return cookies.some((cookie) => isSame(cookie, `${this.#cookieName}=${this.token}`));
  }

  /** True for the printed address. */
  hasToken(url: URL): boolean {
    return isSame(url.searchParams.get('token') ?? '', this.token);
  }

  get cookie(): string {
    const attributes = `HttpOnly; SameSite=Strict; Path=/; Max-Age=${String(COOKIE_SECONDS)}`;
    return `${this.#cookieName}=${this.token}; ${attributes}`;
  }

  #isOurName(name: string): boolean {
    const bare = name.replace(/^\[|\]$/g, '');
    return isIP(bare) !== 0 || ['localhost', hostname().toLowerCase(), this.#host].includes(bare);
  }
}

function hostnameOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : '';
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
