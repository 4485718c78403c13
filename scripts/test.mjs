import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './lib/build.mjs';
import { printCoverage } from './lib/coverage.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root, run } from './lib/run.mjs';
import { ensureSystemPackages, softwareGpuEnvironment } from './lib/system.mjs';

// Everything that a change must pass: types, lint, format, structure, tests. Arguments go to vitest:
// `npm test -- recording` runs the tests whose file name matches, without the checks and without coverage.
const filters = process.argv.slice(2);
// both spend much of their time waiting for the network and the disk
await Promise.all([ensureInstalled().then(ensureBuilt), ensureSystemPackages()]);

const vitest = fileURLToPath(new URL('node_modules/vitest/vitest.mjs', root));
const env = { ...process.env, MNEMOSCOPE_SOFTWARE_GPU: JSON.stringify(softwareGpuEnvironment() ?? null) };
/** @param {string[]} options */
const runTests = (...options) =>
  run(process.execPath, [vitest, 'run', ...options], { env, stdout: 'inherit' });

if (filters.length > 0) process.exit(await runTests(...filters));

// One after another: each fills two cores by itself, and beside the others a test file takes up to five times as long. Coverage
// leaves out the acceptance tests, whose arithmetic it would make several times slower, and what runs in other processes.
const checks = await run('npm', ['run', '-s', 'check'], { stdout: 'inherit' });
const units = await runTests('--coverage', '--project=unit', '--project=window', '--project=engine');
const others = await runTests('--project=acceptance', '--project=using');
printCoverage();
if (checks !== 0) console.error('The checks failed: npm run check repeats them alone.');
if (units !== 0)
  console.error('Unit tests or those of the engine failed: they are listed above, before the others.');
process.exit(units || others || checks);
