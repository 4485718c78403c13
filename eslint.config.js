import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { importTable } from './scripts/lint/import-table.mjs';

const MAX_LINES = 400;

export default defineConfig(
  globalIgnores(['out/', 'node_modules/']),
  js.configs.recommended,
  {
    files: ['src/**/*.ts', 'tests/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts', '*.config.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { layers: { rules: { imports: importTable } } },
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
