import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './lib/build.mjs';
import { fetchElectron, findElectron } from './lib/electron.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, run, say } from './lib/run.mjs';
import { canShowWindows } from './lib/system.mjs';

// The app: on the desktop where Electron can run, else in the system's browser. Arguments are a folder or file to open
// and the options of `serve`; --fetch tries once more to fetch Electron.
const args = process.argv.slice(2).filter((arg) => arg !== '--fetch');
const again = args.length < process.argv.length - 2;
// npm moves to the checkout's folder; relative paths are the caller's
const cwd = process.env.INIT_CWD ?? process.cwd();
/** An app that ends sooner, and not well, could not open its window. */
const STARTED_MS = 10_000;

await ensureInstalled();
await ensureBuilt();

const wantsDesktop = canShowWindows() || again;
const electron = wantsDesktop ? (findElectron() ?? (await fetchElectron({ again }))) : undefined;
if (electron && canShowWindows()) {
  const started = Date.now();
  const status = await run(electron, [fileURLToPath(root), ...args.map(asPath)], { cwd });
  if (status === 0 || Date.now() - started > STARTED_MS) process.exit(status);
}
say(`${reason()}: Mnemoscope is served to a browser. Ctrl-C ends it.`);
// in this process, so that a signal reaches the server
process.chdir(cwd);
process.argv.splice(2, Infinity, 'serve', ...args);
await import(new URL('out/main/cli.js', root).href);

function reason() {
  if (!canShowWindows()) return 'There is no desktop to open a window on';
  return electron ? 'Electron could not open its window' : 'Electron is not here';
}

/**
 * The app takes a bare word for a command (src/main/arguments.ts); here it is the folder or file of that name.
 *
 * @param {string} arg
 */
function asPath(arg) {
  const path = resolve(cwd, arg);
  return existsSync(path) ? path : arg;
}
