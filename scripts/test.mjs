import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './lib/build.mjs';
import { printCoverage } from './lib/coverage.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, run, runOrExit } from './lib/run.mjs';
import { ensureSystemPackages, softwareGpuEnvironment } from './lib/system.mjs';

// Everything that a change must pass: types, lint, format, structure, tests. Arguments go to vitest:
// `npm test -- recording` runs the tests whose file name matches, without the checks and without coverage.
const filters = process.argv.slice(2);
await ensureInstalled();
await ensureSystemPackages();
await ensureBuilt();
const isWhole = filters.length === 0;
if (isWhole) await runOrExit('npm', ['run', '-s', 'check']);

const vitest = fileURLToPath(new URL('node_modules/vitest/vitest.mjs', root));
const env = { ...process.env, MNEMOSCOPE_SOFTWARE_GPU: JSON.stringify(softwareGpuEnvironment() ?? null) };
const options = isWhole ? ['--coverage'] : filters;
const status = await run(process.execPath, [vitest, 'run', ...options], { env, stdout: 'inherit' });
if (isWhole) printCoverage();
process.exit(status);
