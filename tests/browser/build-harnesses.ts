import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { HARNESSES, HARNESS_SOURCES } from '../support/harness';

/** Builds every page of tests/browser/harness together, because they share most of their modules: once, before all tests. */
export default async function buildHarnesses(): Promise<void> {
  const names = readdirSync(HARNESS_SOURCES);
  const input = Object.fromEntries(names.map((name) => [name, join(HARNESS_SOURCES, name, 'index.html')]));
  await build({
    root: HARNESS_SOURCES,
    configFile: false,
    logLevel: 'error',
    plugins: [svelte()],
    build: {
      outDir: HARNESSES,
      emptyOutDir: true,
      chunkSizeWarningLimit: 2000,
      reportCompressedSize: false,
      rolldownOptions: { input },
    },
  });
}
