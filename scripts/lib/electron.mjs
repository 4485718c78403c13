import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { root, say } from './run.mjs';

const electron = fileURLToPath(new URL('node_modules/electron/', root));
const failed = fileURLToPath(new URL('out/.electron-fetch', root));

const PATIENCE_MS = 20_000;
const POLL_MS = 500;

/** @returns {string | undefined} Electron's program, where it has been fetched */
export function findElectron() {
  const pathFile = join(electron, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const program = join(electron, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(program) ? program : undefined;
}

/**
 * Downloads Electron's binary, which its package does not contain. A failure is recorded, so later starts do not wait
 * again.
 *
 * @param {{ again: boolean }} options
 * @returns {Promise<string | undefined>} the program
 */
export async function fetchElectron({ again }) {
  if (existsSync(failed) && !again) return undefined;
  rmSync(failed, { force: true });
  say('Downloading Electron (once)…');
  const reason = await install();
  const program = findElectron();
  if (program) return program;
  mkdirSync(new URL('out/', root), { recursive: true });
  writeFileSync(failed, `${reason}\n`);
  say(`Electron could not be downloaded: ${reason}. npm start -- --fetch tries again.`);
  return undefined;
}

/** @returns {Promise<string>} why it may have failed */
async function install() {
  // a separate folder for the download, because its growth is the only sign of progress
  const downloads = mkdtempSync(join(tmpdir(), 'mnemoscope-electron-'));
  const child = spawn(process.execPath, [join(electron, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: downloads, TEMP: downloads, TMP: downloads },
  });
  let errors = '';
  child.stderr.on('data', (/** @type {Buffer} */ data) => (errors += data));
  const exited = new Promise((resolve) => child.on('exit', resolve));
  try {
    for (let size = -1, since = Date.now(); child.exitCode === null && child.signalCode === null;) {
      await Promise.race([exited, sleep(POLL_MS)]);
      const now = sizeOf(downloads) + sizeOf(join(electron, 'dist'));
      if (now !== size) [size, since] = [now, Date.now()];
      if (Date.now() - since < PATIENCE_MS) continue;
      child.kill();
      await exited;
      return `nothing came for ${PATIENCE_MS / 1000} seconds`;
    }
    return /^\w*Error: (.+)$/m.exec(errors)?.[1] ?? 'its installer failed';
  } finally {
    rmSync(downloads, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @returns {number} the bytes of all files in it
 */
function sizeOf(folder) {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, { parentPath, name }) =>
        sum + (statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
}
