import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    // one process a file: the WebGPU provider bears one user per process, and timing is part of the contract
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
  },
});
