import type { Environment } from 'vitest/runtime';

/**
 * Runs unit tests of the window's state as the window does: modules are compiled for a client, so that signals are
 * reactive. There is no document, and no frame of the display comes unless a test says so; what draws is tested in a
 * real browser (tests/browser).
 */
export default {
  name: 'window',
  viteEnvironment: 'client',
  setup: (window) => {
    Object.assign(window, {
      APP_VERSION: '1.2.3',
      requestAnimationFrame: () => 1,
      cancelAnimationFrame: () => undefined,
    });
    return { teardown: () => undefined };
  },
} satisfies Environment;
