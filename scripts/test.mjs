import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './lib/build.mjs';
import { printCoverage } from './lib/coverage.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, run } from './lib/run.mjs';
import { ensureSystemPackages, softwareGpuEnvironment } from './lib/system.mjs';

// Everything that a change must pass: types, lint, format, structure, tests. Arguments go to vitest:
// `npm test -- recording` runs the tests whose file name matches, without the checks and without coverage.
const filters = process.argv.slice(2);
await ensureInstalled();
await ensureSystemPackages();
await ensureBuilt();
const isWhole = filters.length === 0;

const vitest = fileURLToPath(new URL('node_modules/vitest/vitest.mjs', root));
const env = { ...process.env, MNEMOSCOPE_SOFTWARE_GPU: JSON.stringify(softwareGpuEnvironment() ?? null) };
const options = isWhole ? ['--coverage'] : filters;
// beside each other: the checks are single threads for much of their time, and no test minds a busy machine
const [tests, checks] = await Promise.all([
  run(process.execPath, [vitest, 'run', ...options], { env, stdout: 'inherit' }),
  isWhole ? run('npm', ['run', '-s', 'check'], { stdout: 'inherit' }) : 0,
]);
if (isWhole) printCoverage();
if (checks !== 0) console.error('The checks failed: npm run check repeats them alone.');
process.exit(tests === 0 ? checks : tests);
