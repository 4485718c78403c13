import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/run.mjs';

// Runs the command line from a checkout and builds what is missing. npm changes to the checkout's folder, so this script
// changes back: relative paths start at the caller's folder.
await ensureInstalled();
await ensureBuilt();
if (process.env.npm_command && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
await import(new URL('out/main/cli.js', root).href);
