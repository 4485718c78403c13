import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError, invariant } from '#shared/errors';
import { z } from 'zod';

/** A file of the window's bundle, as `app://` and the server send it. */
export interface WindowFile {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The window's bundle in memory. */
export interface WindowFiles {
  /** Returns the file at the path of a URL (`/`, `/assets/index.js`), or undefined where the bundle has none. */
  get(path: string): WindowFile | undefined;
}

/** Svelte creates its templates through the first trusted-types policy; we start the worker through the second. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  'media-src blob:',
  "font-src 'self'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types svelte-trusted-html mnemoscope-worker 'allow-duplicates'",
].join('; ');

/** The headers of everything that a window loads. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/**
 * Reads the window's bundle into memory (a few MB). Paths are looked up in the list of files that the build wrote and
 * are never computed, so no URL can lead out of the bundle.
 *
 * @throws EngineError if the window has not been built.
 */
export function loadWindowFiles(): WindowFiles {
  const folder = bundleFolder();
  const names = z.array(z.string()).parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  const files = new Map<string, WindowFile>(names.map((name) => [`/${name}`, load(folder, name)]));
  return { get: (path) => files.get(path === '/' ? '/index.html' : path) };
}

function load(folder: string, name: string): WindowFile {
  const contentType = CONTENT_TYPES[extname(name)];
  invariant(contentType, `the type of ${name} is known`);
  return {
    body: readFileSync(join(folder, name)),
    headers: { ...SECURITY_HEADERS, 'content-type': contentType },
  };
}

/** Finds the bundle in a folder above the running code, in a checkout as in the installed app's archive. */
function bundleFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const bundle = join(folder, 'out', 'renderer');
    if (existsSync(join(bundle, 'manifest.json'))) return bundle;
    const parent = dirname(folder);
    if (parent === folder)
      throw new EngineError('not-found', 'The window has not been built.', 'Run npm run build.');
    folder = parent;
  }
}
