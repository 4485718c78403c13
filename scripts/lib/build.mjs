import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runOrExit, root, say } from './run.mjs';

const stamp = new URL('out/.built', root);
const SOURCES = [
  'bench',
  'docs',
  'scripts/samples.ts',
  'src',
  'resources',
  'scripts/lib',
  'scripts/vite',
  'electron.vite.config.ts',
  'svelte.config.js',
  'package.json',
  'package-lock.json',
];

/** Builds what is older than its sources. A second call takes milliseconds. */
export async function ensureBuilt() {
  const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  if (SOURCES.every((name) => newest(new URL(name, root)) < built)) return;
  await build();
}

/** Builds the Node side and the sample sets into out/. */
export async function build() {
  say('Building…');
  const vite = fileURLToPath(new URL('node_modules/electron-vite/bin/electron-vite.js', root));
  await runOrExit(process.execPath, [vite, 'build', '--logLevel', 'error']);
  await runOrExit(process.execPath, ['out/main/samples.js']);
  writeFileSync(stamp, '');
}

/**
 * @param {URL} url a file or folder
 * @returns {number} the time of its latest change, in ms
 */
function newest(url) {
  const stats = statSync(url);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const folder = new URL(`${url.href}/`);
  return readdirSync(folder).reduce(
    (latest, name) => Math.max(latest, newest(new URL(encodeURIComponent(name), folder))),
    stats.mtimeMs,
  );
}
