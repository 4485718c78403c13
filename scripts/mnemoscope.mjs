import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/run.mjs';

// The command line, from a checkout: builds what is missing first. npm moves to the checkout's folder; relative paths
// are the caller's.
await ensureInstalled();
await ensureBuilt();
if (process.env.npm_command && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
await import(new URL('out/main/cli.js', root).href);
