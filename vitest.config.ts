import { defineConfig } from 'vitest/config';

const timed = 'tests/acceptance/cost.test.ts';

export default defineConfig({
  test: {
    // one process a file: the WebGPU provider bears one user per process
    pool: 'forks',
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'computing',
          include: ['src/**/*.test.ts', 'tests/{acceptance,golden}/**/*.test.ts'],
          exclude: [timed],
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        // processes and windows that wait for each other, where time is part of the contract: one file at a time
        test: {
          name: 'using',
          include: ['tests/*.test.ts', 'tests/{browser,contract,e2e,electron,journeys}/**/*.test.ts', timed],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
