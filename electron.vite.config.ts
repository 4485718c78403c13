import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { guidePages } from './scripts/vite/guide-pages';
import { version } from './package.json';

/** Writes the list of the window's files: shells hand out these and no others. */
const listFiles: Plugin = {
  name: 'list-files',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const source = JSON.stringify(Object.keys(bundle));
      this.emitFile({ type: 'asset', fileName: 'manifest.json', source });
    },
  },
};

/** The Node side (shells, helper processes, two tools of the build), the preload, and the window's pages. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node20.19',
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          main: 'src/main/main.ts',
          cli: 'src/cli/main.ts',
          engine: 'src/engine/process/engine.ts',
          probe: 'src/engine/process/probe.ts',
          decode: 'src/engine/process/decode.ts',
          energy: 'src/engine/process/energy.ts',
          'energy-session': 'src/engine/process/energy-session.ts',
          bench: 'bench/main.ts',
          samples: 'scripts/samples.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // a sandboxed preload is one CommonJS file
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'src/preload/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [svelte(), guidePages, listFiles],
    define: { APP_VERSION: JSON.stringify(version) },
    build: {
      outDir: 'out/renderer',
      minify: true,
      // the window's content security policy lets no font come from a data: address
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: 'src/renderer/index.html', film: 'src/renderer/film.html' } },
    },
  },
});
