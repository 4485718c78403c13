import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './lib/build.mjs';
import { fetchElectron, findElectron } from './lib/electron.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, run, say } from './lib/run.mjs';
import { canShowWindows } from './lib/system.mjs';

// Starts the app: on the desktop if Electron can run, else in the system's browser. Arguments are a folder or file to open
// and the options of `serve`; --fetch tries again to download Electron.
const args = process.argv.slice(2).filter((arg) => arg !== '--fetch');
const refetch = args.length < process.argv.length - 2;
// npm changes to the checkout's folder; relative paths start at the caller's folder
const cwd = process.env.INIT_CWD ?? process.cwd();
/** An app that exits sooner and with an error could not open its window. */
const STARTED_MS = 10_000;

await ensureInstalled();
await ensureBuilt();

const wantsDesktop = canShowWindows() || refetch;
const electron = wantsDesktop ? (findElectron() ?? (await fetchElectron({ again: refetch }))) : undefined;
if (electron && canShowWindows()) {
  const started = Date.now();
  const status = await run(electron, [fileURLToPath(root), ...args.map(asPath)], { cwd });
  if (status === 0 || Date.now() - started > STARTED_MS) process.exit(status);
}
say(`${reason()}. Mnemoscope is served to a browser; Ctrl-C stops it.`);
// runs in this process, so a signal reaches the server
process.chdir(cwd);
process.argv.splice(2, Infinity, 'serve', ...args);
await import(new URL('out/main/cli.js', root).href);

function reason() {
  if (!canShowWindows()) return 'This system has no desktop for a window';
  return electron ? 'Electron could not open its window' : 'Electron is not installed';
}

/**
 * Makes an existing folder or file an absolute path, because the app reads a bare word as a command
 * (src/main/arguments.ts).
 *
 * @param {string} arg
 */
function asPath(arg) {
  const path = resolve(cwd, arg);
  return existsSync(path) ? path : arg;
}
