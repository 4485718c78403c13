import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './run.mjs';

/**
 * Imitates the part of Electron's distribution that electron-builder reads: other programs with Electron's fuses appended.
 * With it an app can be packaged for any system where Electron's own distribution is not available.
 */

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const WIRE_VERSION = 1;
/** As in Electron 45 before anything is set: '0' off, '1' on. */
const FACTORY_FUSES = '101100011';

/** Small programs; the one for Windows carries a version resource, which the archive's hash is written beside. */
const PROGRAMS = {
  linux: { name: 'electron', source: '/bin/true' },
  win32: {
    name: 'electron.exe',
    source: fileURLToPath(new URL('node_modules/electron-winstaller/vendor/7z-x64.exe', root)),
  },
};

/**
 * @param {'linux' | 'win32'} platform
 * @param {string} folder is made anew
 */
export function makeStandInDist(platform, folder) {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['locales', 'resources']) mkdirSync(join(folder, name), { recursive: true });
  const { name, source } = PROGRAMS[platform];
  const program = join(folder, name);
  copyFileSync(source, program);
  const fuses = Buffer.from([WIRE_VERSION, FACTORY_FUSES.length, ...Buffer.from(FACTORY_FUSES)]);
  writeFileSync(program, Buffer.concat([readFileSync(source), Buffer.from(SENTINEL), fuses]));
  chmodSync(program, 0o755);
  for (const file of ['LICENSE', 'LICENSES.chromium.html', 'version', 'locales/en-US.pak']) {
    writeFileSync(join(folder, file), '');
  }
  if (platform === 'linux') {
    for (const helper of ['chrome-sandbox', 'chrome_crashpad_handler']) {
      writeFileSync(join(folder, helper), '');
    }
  }
}
