import { dirname } from 'node:path';
import { arch, platform } from 'node:process';
import { ensureBuilt } from './lib/build.mjs';
import { electronBuilder } from './lib/electron-builder.mjs';
import { findElectron } from './lib/electron.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { writeNotices } from './lib/notices.mjs';
import { say } from './lib/run.mjs';
import { gatherVcRuntime } from './lib/vc-runtime.mjs';

// The installers for the system this runs on, into out/packages. Arguments go to electron-builder. Electron's
// distribution and the installers' tools come from GitHub.
const SYSTEMS = ['linux-x64', 'win32-x64', 'darwin-arm64'];

if (!SYSTEMS.includes(`${platform}-${arch}`)) {
  say(`There are packages for ${SYSTEMS.join(', ')} only; this is ${platform}-${arch}.`);
  process.exit(1);
}
await ensureInstalled();
await ensureBuilt();
writeNotices();
if (platform === 'win32') gatherVcRuntime();

// `npm start` may have fetched it already
const electron = platform === 'darwin' ? undefined : findElectron();
const dist = electron ? [`--config.electronDist=${dirname(electron)}`] : [];
const status = await electronBuilder([...dist, ...process.argv.slice(2)]);
say(
  status === 0
    ? 'The installers are in out/packages.'
    : 'No installer was made. If the message above speaks of the network: Electron and the tools for installers come ' +
        'from github.com; ELECTRON_MIRROR and ELECTRON_BUILDER_BINARIES_MIRROR name other sources. ' +
        'npm run package:check works without.',
);
process.exitCode = status;
