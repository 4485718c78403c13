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

const vitest = fileURLToPath(new URL('node_modules/vitest/vitest.mjs', root));
const env = { ...process.env, MNEMOSCOPE_SOFTWARE_GPU: JSON.stringify(softwareGpuEnvironment() ?? null) };
/** @param {string[]} options */
const runTests = (...options) =>
  run(process.execPath, [vitest, 'run', ...options], { env, stdout: 'inherit' });

if (filters.length > 0) process.exit(await runTests(...filters));

// Beside each other: the checks are single threads for much of their time, and no test minds a busy machine. Only unit
// tests count what they cover: counting makes the arithmetic of the acceptance tests several times slower.
const [units, others, checks] = await Promise.all([
  runTests('--coverage', '--project=unit', '--project=window'),
  runTests('--project=acceptance', '--project=using'),
  run('npm', ['run', '-s', 'check'], { stdout: 'inherit' }),
]);
printCoverage();
if (checks !== 0) console.error('The checks failed: npm run check repeats them alone.');
if (units !== 0) console.error('Unit tests failed: they are listed above, before the others.');
process.exit(units || others || checks);
