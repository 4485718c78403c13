import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import { importTable } from './scripts/lint/import-table.mjs';

const MAX_LINES = 400;
const TYPESCRIPT = ['src/**/*.ts', 'tests/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts', '*.config.ts'];
const COMPONENTS = ['src/**/*.svelte'];
const STATE_FILES = ['src/**/*.svelte.ts'];

export default defineConfig(
  globalIgnores(['out/', 'node_modules/']),
  js.configs.recommended,
  {
    files: TYPESCRIPT,
    // oxlint applies the rules that need types
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
  },
  {
    files: COMPONENTS,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: 'tsconfig.renderer.json',
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
  },
  {
    files: [...TYPESCRIPT, ...COMPONENTS],
    plugins: { layers: { rules: { imports: importTable } } },
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
    files: [...COMPONENTS, ...STATE_FILES],
    extends: [svelte.configs.recommended],
    rules: {
      'svelte/no-at-html-tags': 'error',
      'prefer-const': 'off',
      // svelte-check knows globals
      'no-undef': 'off',
    },
  },
  {
    files: COMPONENTS,
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // svelte-check knows the types of components; to this parser they are all `any`
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  // the parser of components would hide the types of these
  { files: STATE_FILES, languageOptions: { parser: tseslint.parser } },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: { process: 'readonly', URL: 'readonly', console: 'readonly', Buffer: 'readonly' },
    },
  },
);
