import { existsSync, statSync } from 'node:fs';
import { runOrExit, root, say } from './run.mjs';

const OLDEST_NODE = { major: 20, minor: 19 };

/** Ends with a sentence where Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor)) return;
  const oldest = `${OLDEST_NODE.major}.${OLDEST_NODE.minor}`;
  say(`Mnemoscope needs Node ${oldest} or later; this is ${process.version}. Install it from nodejs.org.`);
  process.exit(1);
}

/** Installs the packages of package-lock.json where they are missing or older than it. */
export async function ensureInstalled() {
  requireNode();
  const installed = new URL('node_modules/.package-lock.json', root);
  const wanted = new URL('package-lock.json', root);
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  say('Installing packages (once)…');
  // Install scripts are disabled: no package needs one, and that of onnxruntime-node would download CUDA.
  await runOrExit('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
}
