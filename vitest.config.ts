import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // the WebGPU provider bears one user per process
    pool: 'forks',
    // a last resort against tests that hang: none depends on how fast the machine is
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    coverage: {
      provider: 'v8',
      include: ['src/**/*.{ts,svelte}'],
      exclude: ['src/**/*.test.ts'],
      reporter: ['json-summary'],
      reportsDirectory: 'out/coverage',
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/{engine,shared,shell,main,server,cli}/**/*.test.ts'],
          maxWorkers: 2,
          // files share their processes, which load a module once; none leaves anything behind in one
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'engine',
          include: ['tests/engine/**/*.test.ts'],
          maxWorkers: 2,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'acceptance',
          include: ['tests/{acceptance,golden}/**/*.test.ts'],
          maxWorkers: 2,
          isolate: false,
        },
      },
      {
        extends: true,
        plugins: [svelte()],
        // state files hold signals: they run as in the window, although there is no document
        resolve: { conditions: ['browser'] },
        test: {
          name: 'window',
          include: ['src/renderer/**/*.test.ts'],
          environment: './tests/support/window-environment.ts',
          maxWorkers: 2,
          isolate: false,
          // nor do they leave what they put in the place of a global
          unstubGlobals: true,
          restoreMocks: true,
        },
      },
      {
        extends: true,
        // processes and windows that wait for each other
        test: {
          name: 'using',
          include: ['tests/*.test.ts', 'tests/{browser,contract,e2e,electron,journeys}/**/*.test.ts'],
          globalSetup: ['./tests/electron/build-stand-in.ts', './tests/browser/build-harnesses.ts'],
          maxWorkers: 2,
          isolate: false,
        },
      },
    ],
  },
});
