import type { Environment } from 'vitest/runtime';

/**
 * Runs unit tests of the window's state as the window does: modules are compiled for a client, so that signals are
 * reactive. There is no document; what draws is tested in a real browser (tests/browser).
 */
export default {
  name: 'window',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined }),
} satisfies Environment;
