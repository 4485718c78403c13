import { dirname } from 'node:path';
import { arch, env, platform } from 'node:process';
import { ensureBuilt } from './lib/build.mjs';
import { electronBuilder } from './lib/electron-builder.mjs';
import { findElectron } from './lib/electron.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { writeNotices } from './lib/notices.mjs';
import { say } from './lib/run.mjs';
import { gatherVcRuntime } from './lib/vc-runtime.mjs';

// Builds the installers for this system into out/packages, or with --dir only the app as a folder. Electron's distribution
// and the tools of the installers are downloaded from GitHub.
const SYSTEMS = ['linux-x64', 'win32-x64', 'darwin-arm64'];

if (!SYSTEMS.includes(`${platform}-${arch}`)) {
  say(`Packages exist for ${SYSTEMS.join(', ')} only. This system is ${platform}-${arch}.`);
  process.exit(1);
}
await ensureInstalled();
await ensureBuilt();
writeNotices();
if (platform === 'win32') gatherVcRuntime();

const form = process.argv.includes('--dir') ? ['--dir'] : [];
const status = await electronBuilder([...form, ...fetchedElectron(), ...signature()]);
say(
  status === 0
    ? 'The packages are in out/packages.'
    : 'No package was made. If the message above speaks of the network: Electron and the tools for installers come ' +
        'from github.com; ELECTRON_MIRROR and ELECTRON_BUILDER_BINARIES_MIRROR name other sources. ' +
        'npm run package:check works without.',
);
process.exitCode = status;

/** `npm start` may have fetched it already. On macOS it is a bundle, which electron-builder wants as it was packed. */
function fetchedElectron() {
  const electron = platform === 'darwin' ? undefined : findElectron();
  return electron ? [`--config.electronDist=${dirname(electron)}`] : [];
}

/** Apple's processors run only what is signed; without a certificate, by nobody, and then not hardened. */
function signature() {
  if (platform !== 'darwin' || env.CSC_LINK || env.CSC_NAME) return [];
  return ['--config.mac.identity=-', '--config.mac.hardenedRuntime=false'];
}
