import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runOrExit } from './lib/run.mjs';
import { softwareGpuEnvironment } from './lib/system.mjs';

await ensureInstalled();
await ensureBuilt();
const env = { ...process.env, ...softwareGpuEnvironment() };
await runOrExit(process.execPath, ['out/main/bench.js', ...process.argv.slice(2)], {
  env,
  stdout: 'inherit',
});
