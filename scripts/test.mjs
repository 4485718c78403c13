import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, run, runOrExit } from './lib/run.mjs';
import { ensureSystemPackages, softwareGpuEnvironment } from './lib/system.mjs';

// Everything that a change must pass: types, lint, format, tests. Arguments go to vitest: `npm test -- recording`
// runs one file's tests, without the checks.
const filters = process.argv.slice(2);
await ensureInstalled();
await ensureSystemPackages();
await ensureBuilt();
if (filters.length === 0) await runOrExit('npm', ['run', '-s', 'check']);

const vitest = fileURLToPath(new URL('node_modules/vitest/vitest.mjs', root));
const env = { ...process.env, MNEMOSCOPE_SOFTWARE_GPU: JSON.stringify(softwareGpuEnvironment() ?? null) };
process.exit(await run(process.execPath, [vitest, 'run', ...filters], { env, stdout: 'inherit' }));
