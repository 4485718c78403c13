import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from './run.mjs';

/**
 * Packages that the build puts into its bundles, with all that they depend on; every other package that goes
 * into the app is one of `dependencies`.
 */
const BUNDLED = [
  'zod',
  'image-size',
  'svelte',
  'bits-ui',
  '@internationalized/date',
  'three',
  '@lucide/svelte',
  '@fontsource-variable/inter',
  '@fontsource-variable/stix-two-text',
];

const RULE = '-'.repeat(80);

/** Writes the licences of all that the app carries into out/notices.txt. Electron's own lie beside its program. */
export function writeNotices() {
  const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));
  const bundled = withDependencies(BUNDLED, packages);
  const names = Object.keys(packages).filter(
    (path) =>
      path.startsWith('node_modules/') &&
      (!packages[path].dev || bundled.has(path)) &&
      existsSync(new URL(`${path}/package.json`, root)),
  );
  const own = ['LICENSE', 'THIRD-PARTY.md'].map((file) => readFileSync(new URL(file, root), 'utf8'));
  writeFileSync(new URL('out/notices.txt', root), [...own, ...names.map(notice)].join(`\n${RULE}\n\n`));
}

/**
 * Returns the paths of packages and of all that they depend on, as in the lock file.
 *
 * @param {readonly string[]} names
 * @param {Record<string, { dependencies?: Record<string, string> }>} packages
 */
function withDependencies(names, packages) {
  const paths = new Set(names.map((name) => `node_modules/${name}`));
  // a set also visits what is added on the way
  for (const path of paths) {
    for (const name of Object.keys(packages[path]?.dependencies ?? {})) {
      const nested = `${path}/node_modules/${name}`;
      paths.add(nested in packages ? nested : `node_modules/${name}`);
    }
  }
  return paths;
}

/** @param {string} path of a package, as in the lock file */
function notice(path) {
  const folder = new URL(`${path}/`, root);
  const about = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|ofl)/i.test(file));
  const texts = files.map((file) => readFileSync(new URL(file, folder), 'utf8').trim());
  const title = `${about.name} ${about.version}: ${about.license ?? 'licence below'}`;
  const source = about.homepage ?? about.repository?.url ?? about.repository ?? '';
  return `${[title, source, ...texts].filter(Boolean).join('\n\n')}\n`;
}
