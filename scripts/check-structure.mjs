import { readFileSync } from 'node:fs';
import { undocumentedExports } from './lint/docstrings.mjs';
import { findCycles, readImportGraph, scriptOf } from './lint/import-graph.mjs';
import { root } from './lib/run.mjs';

// The shape of src: no import cycles, few files that one other file alone needs, a docstring for every export of
// engine, shared and shell.

const SMALL_LINES = 31;
const MOST_SMALL_FILES = 15;
const DOCUMENTED = /^src\/(engine|shared|shell)\//;

const graph = readImportGraph();
/** @type {string[]} */
const problems = [];

for (const cycle of findCycles(graph)) {
  problems.push(
    `These files import each other in a circle: ${cycle.join(' -> ')}. Move what they share below them.`,
  );
}

const importers = new Map([...graph.keys()].map((file) => [file, 0]));
for (const targets of graph.values()) {
  for (const target of targets) importers.set(target, (importers.get(target) ?? 0) + 1);
}
const small = [...importers]
  .filter(([, count]) => count === 1)
  .map(([file]) => ({ file, lines: readFileSync(new URL(file, root), 'utf8').split('\n').length - 1 }))
  .filter(({ lines }) => lines < SMALL_LINES);
if (small.length > MOST_SMALL_FILES) {
  problems.push(
    `${String(small.length)} files have under ${String(SMALL_LINES)} lines and one importer (at most ${String(MOST_SMALL_FILES)}). Merge those that are read together:`,
    ...small.map(({ file, lines }) => `  ${file} (${String(lines)})`),
  );
}

for (const file of graph.keys()) {
  if (!DOCUMENTED.test(file)) continue;
  for (const place of undocumentedExports(file, scriptOf(file))) {
    problems.push(`${file}:${place} is exported without a docstring.`);
  }
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`Structure: ${String(graph.size)} files, no import cycles.`);
