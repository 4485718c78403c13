import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './run.mjs';

/** Per cent of lines that these tests should reach. */
const AIMS = { 'src/engine': 90, 'src/shared': 90, 'src/renderer/session': 80, 'src/renderer/domain': 80 };

/** Prints the share of lines that were run in each part of src with an aim. Nothing is printed where nothing was measured. */
export function printCoverage() {
  const file = new URL('out/coverage/coverage-summary.json', root);
  if (!existsSync(file)) return;
  /** @type {Record<string, { lines: { total: number, covered: number } }>} */
  const files = JSON.parse(readFileSync(file, 'utf8')); // the entry `total` lies in no part
  const base = fileURLToPath(root);
  console.log('\nCoverage of lines by unit tests and those of the engine:');
  for (const [part, aim] of Object.entries(AIMS)) {
    const lines = Object.entries(files)
      .filter(([path]) => relative(base, path).replaceAll('\\', '/').startsWith(`${part}/`))
      .map(([, { lines }]) => lines);
    const all = lines.reduce((sum, { total }) => sum + total, 0);
    const covered = lines.reduce((sum, one) => sum + one.covered, 0);
    const percent = all === 0 ? 0 : (100 * covered) / all;
    console.log(`  ${part.padEnd(22)} ${percent.toFixed(1).padStart(5)} %  (aim ${String(aim)} %)`);
  }
}
