import { fileURLToPath } from 'node:url';
import { root, runOrExit } from './lib/run.mjs';

// One compiler run for each runtime, because each has globals of its own. svelte-check and ESLint need the compiler that is
// written in TypeScript, which takes more than twice as long.
const tsc = fileURLToPath(new URL('node_modules/typescript-native/bin/tsc', root));
for (const runtime of ['shared', 'engine', 'desktop', 'tools']) {
  await runOrExit(process.execPath, [tsc, '-p', `tsconfig.${runtime}.json`], { stdout: 'inherit' });
}
const svelteCheck = fileURLToPath(new URL('node_modules/svelte-check/bin/svelte-check', root));
const options = ['--tsconfig', 'tsconfig.renderer.json', '--fail-on-warnings', '--output', 'human'];
await runOrExit(process.execPath, [svelteCheck, ...options]);
