import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** @typedef {Map<string, Set<string>>} ImportGraph Each file of src (path from the root) and the files it imports. */

const root = resolve(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '../..');

/**
 * Reads the imports between the files of src: static and dynamic, of values and of types. Tests are left out.
 *
 * @returns {ImportGraph}
 */
export function readImportGraph() {
  const files = sourceFiles();
  return new Map(files.map((file) => [file, new Set(importsOf(file))]));
}

/**
 * The sources below src, without tests and declarations, as paths from the root.
 *
 * @returns {string[]}
 */
export function sourceFiles() {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((name) => join('src', name).replaceAll('\\', '/'))
    .filter((file) => /\.(ts|svelte)$/.test(file) && !/(\.test|\.d)\.ts$/.test(file))
    .filter((file) => statSync(join(root, file)).isFile())
    .sort();
}

/**
 * The text of a source; of a component, its scripts.
 *
 * @param {string} file
 * @returns {string}
 */
export function scriptOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  if (!file.endsWith('.svelte')) return text;
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script).join('\n');
}

/**
 * @param {string} file
 * @returns {string[]}
 */
function importsOf(file) {
  const { importedFiles } = ts.preProcessFile(scriptOf(file), true, true);
  return importedFiles.flatMap(({ fileName }) => targetOf(file, fileName) ?? []);
}

/**
 * @param {string} file
 * @param {string} name
 * @returns {string | undefined}
 */
function targetOf(file, name) {
  const path = name.startsWith('#')
    ? join(root, 'src', name.slice(1))
    : name.startsWith('.')
      ? resolve(root, dirname(file), name)
      : undefined;
  if (path === undefined) return undefined;
  const found = [path, `${path}.ts`, `${path}/index.ts`].find(
    (candidate) => existsSync(candidate) && statSync(candidate).isFile(),
  );
  return found && relative(root, found).replaceAll('\\', '/');
}

/**
 * The import cycles of a graph, each as the files of one strongly connected component (Tarjan's algorithm).
 *
 * @param {ImportGraph} graph
 * @returns {string[][]}
 */
export function findCycles(graph) {
  /** @type {Map<string, { index: number, low: number, isOnStack: boolean }>} */
  const visits = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const cycles = [];

  /** @param {string} file */
  const visit = (file) => {
    const own = { index: visits.size, low: visits.size, isOnStack: true };
    visits.set(file, own);
    stack.push(file);
    for (const target of graph.get(file) ?? []) {
      const seen = visits.get(target);
      if (!seen) own.low = Math.min(own.low, visit(target).low);
      else if (seen.isOnStack) own.low = Math.min(own.low, seen.index);
    }
    if (own.low === own.index) {
      const component = stack.splice(stack.indexOf(file));
      for (const member of component) {
        const its = visits.get(member);
        if (its) its.isOnStack = false;
      }
      if (component.length > 1 || graph.get(file)?.has(file)) cycles.push(component.reverse());
    }
    return own;
  };
  for (const file of graph.keys()) if (!visits.has(file)) visit(file);
  return cycles;
}
