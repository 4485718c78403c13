import { dirname, relative, resolve } from 'node:path';

/**
 * Who may import whom: for each folder of src, the other folders and the packages it may use (`node` stands for
 * Node's own modules). ARCHITECTURE.md describes it in words.
 *
 * @type {Record<string, { folders: string[], packages: string[] }>}
 */
const table = {
  shared: { folders: [], packages: ['zod', '@zip.js/zip.js', 'd3-contour', 'd3-scale', 'd3-shape'] },
  engine: {
    folders: ['shared'],
    packages: [
      'node',
      'zod',
      'onnxruntime-node',
      '@napi-rs/image',
      'image-size',
      '@zip.js/zip.js',
      'ml-matrix',
    ],
  },
  shell: { folders: ['shared', 'engine'], packages: ['node', 'zod'] },
  main: { folders: ['shared', 'engine', 'shell'], packages: ['node', 'zod', 'electron'] },
  preload: { folders: ['shared'], packages: ['electron'] },
  server: { folders: ['shared', 'engine', 'shell'], packages: ['node', 'zod', 'ws'] },
  cli: {
    folders: ['shared', 'engine', 'shell', 'server'],
    packages: ['node', 'zod', '@napi-rs/image', 'mediabunny', 'opentype.js'],
  },
  renderer: {
    folders: ['shared'],
    packages: [
      'svelte',
      'bits-ui',
      'zod',
      'three',
      'd3-scale',
      'mediabunny',
      '@zip.js/zip.js',
      'opentype.js',
      '@lucide/svelte',
      '@fontsource/inter',
      '@fontsource-variable/inter',
      '@fontsource-variable/stix-two-text',
    ],
  },
};

/**
 * Who may import whom inside the window: state and views know the domain below them, and nothing of each other; panels
 * join them. Folders that are not listed may import all others, and all may import what lies directly in src/renderer.
 *
 * @type {Record<string, string[]>}
 */
const windowLayers = {
  domain: [],
  host: ['domain'],
  session: ['domain', 'host'],
  scene: ['domain'],
  theme: ['domain'],
  views: ['domain', 'scene', 'ui', 'theme', 'commands', 'help'],
};

/**
 * The files that may import a package, where not every file of a folder may.
 *
 * @type {Record<string, RegExp>}
 */
const importers = {
  'onnxruntime-node': /^src\/engine\/graphs\/runtime\.ts$/,
  '@napi-rs/image': /^src\/(engine\/images\/picture-file|cli\/svg)\.ts$/,
};

const root = resolve(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '../..');

/**
 * The ESLint rule that holds every import of src against the tables. Tests may import anything.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const importTable = {
  meta: { schema: [] },
  create(context) {
    const file = relative(root, context.filename).replaceAll('\\', '/');
    const folder = file.split('/')[1] ?? '';
    const allowed = file.startsWith('src/') && !file.endsWith('.test.ts') ? table[folder] : undefined;

    /** @param {{ source?: import('estree').Node | null | undefined }} node */
    const check = ({ source }) => {
      if (!allowed || source?.type !== 'Literal') return;
      const problem = problemWith(String(source.value));
      if (problem) context.report({ node: source, message: problem });
    };

    /**
     * @param {string} name
     * @returns {string | undefined}
     */
    const problemWith = (name) => {
      if (name.startsWith('.')) {
        const [, target, ...rest] = relative(root, resolve(dirname(context.filename), name)).split(/[\\/]/);
        if (target !== folder) return 'Import another folder of src by its #name.';
        return folder === 'renderer' ? windowProblem(rest) : undefined;
      }
      if (name.startsWith('#')) {
        const target = name.slice(1).split('/')[0] ?? '';
        return allowed?.folders.includes(target) ? undefined : `src/${folder} may not import src/${target}.`;
      }
      const packageName = name.startsWith('node:')
        ? 'node'
        : name.split('/', name.startsWith('@') ? 2 : 1).join('/');
      if (!allowed?.packages.includes(packageName)) return `src/${folder} may not import ${packageName}.`;
      const importer = importers[packageName];
      return importer && !importer.test(file)
        ? `Only the files that scripts/lint/import-table.mjs names may import ${packageName}.`
        : undefined;
    };

    /**
     * @param {string[]} target the imported path below src/renderer
     * @returns {string | undefined}
     */
    const windowProblem = (target) => {
      const [layer = '', ...inside] = file.split('/').slice(2);
      const [targetLayer = ''] = target;
      const isFree = inside.length === 0 || target.length === 1 || layer === targetLayer;
      if (isFree || (windowLayers[layer]?.includes(targetLayer) ?? true)) return undefined;
      return `src/renderer/${layer} may not import src/renderer/${targetLayer}.`;
    };

    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
