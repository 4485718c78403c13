import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './lib/build.mjs';
import { electronBuilder } from './lib/electron-builder.mjs';
import { foreignPackage } from './lib/foreign-package.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { writeNotices } from './lib/notices.mjs';
import { root, say } from './lib/run.mjs';
import { makeStandInDist } from './lib/stand-in-dist.mjs';
import { standInVcRuntime } from './lib/vc-runtime.mjs';

// Packages the app for Linux and Windows around a stand-in for Electron's distribution and checks the result. It runs on
// Linux x64, and without a network once the Windows build of the picture library is cached.
await ensureInstalled();
await ensureBuilt();
writeNotices();
// imported late, because they load packages that may have been installed only now
const contents = await import('./lib/package-contents.mjs');
const { runPackaged } = await import('./lib/package-run.mjs');

const WINDOWS_IMAGE = '@napi-rs/image-win32-x64-msvc';
const work = fileURLToPath(new URL('out/package-check/', root));
mkdirSync(work, { recursive: true });

const linux = await packAndCheck('linux');
report('Linux: commands from a copy', await runPackaged(linux.resources));

const image = await foreignPackage(WINDOWS_IMAGE);
standInVcRuntime();
if (!image) say(`! The registry cannot be reached, so Windows is checked without ${WINDOWS_IMAGE}.`);
const imageFiles = image ? [{ from: image, to: `node_modules/${WINDOWS_IMAGE}` }] : [];
await packAndCheck('win32', imageFiles);

/**
 * @param {'linux' | 'win32'} platform
 * @param {readonly object[]} [files] that npm would have installed on that system
 */
async function packAndCheck(platform, files = []) {
  const dist = join(work, `${platform}-dist`);
  const output = join(work, platform);
  const config = join(work, `${platform}.json`);
  makeStandInDist(platform, dist);
  const overrides = { electronDist: dist, directories: { output }, files, win: { signExecutable: false } };
  writeFileSync(config, JSON.stringify({ extends: 'electron-builder.yml', ...overrides }));
  const target = platform === 'linux' ? '--linux' : '--win';
  const status = await electronBuilder(['--dir', target, '--x64', '--config', config]);
  if (status !== 0) process.exit(status);

  const folder = platform === 'linux' ? 'linux-unpacked' : 'win-unpacked';
  const app = contents.readPackage(platform, join(output, folder));
  const name = platform === 'linux' ? 'Linux' : 'Windows';
  report(`${name}: the archive`, contents.checkArchive(app));
  report(`${name}: native libraries`, [...contents.checkBinaries(app), ...contents.checkImports(app)]);
  report(`${name}: models and samples`, contents.checkResources(app));
  report(`${name}: fuses and the archive's hash`, await contents.checkFuses(app));
  const { line, problems } = contents.checkSize(app);
  report(`${name}: ${line}`, problems);
  return app;
}

/**
 * @param {string} title
 * @param {readonly string[]} problems
 */
function report(title, problems) {
  say(`${problems.length === 0 ? '✓' : '✗'} ${title}`);
  for (const problem of problems) say(`    ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
