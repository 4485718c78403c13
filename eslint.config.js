import { dirname, relative, resolve } from 'node:path';
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Who may import whom: folders of src, and packages. `node` stands for Node's own modules. */
const importTable = {
  shared: { folders: [], packages: ['zod'] },
  engine: {
    folders: ['shared'],
    packages: ['node', 'zod', 'onnxruntime-node', '@napi-rs/image', 'image-size', 'fflate', 'ml-matrix'],
  },
  cli: {
    folders: ['shared', 'engine'],
    packages: ['node', 'zod', '@napi-rs/image', 'fflate', 'opentype.js'],
  },
};

/** Packages with one door each. */
const doors = {
  'onnxruntime-node': 'src/engine/graphs/runtime.ts',
  '@napi-rs/image': /^src\/(engine\/images\/picture-file|cli\/svg)\.ts$/,
};

const layers = {
  rules: {
    /** Holds every import against the tables above. */
    imports: {
      meta: { schema: [] },
      create(context) {
        const file = relative(import.meta.dirname, context.filename).replaceAll('\\', '/');
        const [, folder = ''] = file.split('/');
        const allowed = importTable[folder];
        const check = ({ source }) => {
          if (!source || !allowed || file.endsWith('.test.ts')) return;
          const name = String(source.value);
          const report = (message) => context.report({ node: source, message });
          if (name.startsWith('.') || name.startsWith('#')) {
            const target = name.startsWith('#')
              ? name.slice(1).split('/')[0]
              : relative(import.meta.dirname, resolve(dirname(context.filename), name)).split(/[\\/]/)[1];
            if (target !== folder && !allowed.folders.includes(target))
              report(`src/${folder} may not import src/${target}`);
            if (target !== folder && name.startsWith('.'))
              report(`import another folder of src by its #name`);
            return;
          }
          const packageName = name.startsWith('node:')
            ? 'node'
            : name
                .split('/')
                .slice(0, name.startsWith('@') ? 2 : 1)
                .join('/');
          if (!allowed.packages.includes(packageName)) report(`src/${folder} may not import ${packageName}`);
          const door = doors[packageName];
          if (door && !(door instanceof RegExp ? door.test(file) : door === file)) {
            report(`${packageName} has one door, and this is not it`);
          }
        };
        return {
          ImportDeclaration: check,
          ExportNamedDeclaration: check,
          ExportAllDeclaration: check,
          ImportExpression: check,
        };
      },
    },
  },
};

const MAX_LINES = 400;

export default defineConfig(
  globalIgnores(['out/', 'node_modules/']),
  js.configs.recommended,
  {
    files: ['src/**/*.ts', 'tests/**/*.ts', '*.config.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { layers },
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.shared.json', 'tsconfig.engine.json', 'tsconfig.tools.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'layers/imports': 'error',
      'max-lines': ['error', { max: MAX_LINES }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: { process: 'readonly', URL: 'readonly', console: 'readonly', Buffer: 'readonly' },
    },
  },
);
