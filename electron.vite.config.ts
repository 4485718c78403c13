import { defineConfig } from 'electron-vite';

/** Every entry of the Node side: the command line, the helper processes, and two tools of the build. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node20.19',
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          cli: 'src/cli/main.ts',
          engine: 'src/engine/process/engine.ts',
          probe: 'src/engine/process/probe.ts',
          decode: 'src/engine/process/decode.ts',
          bench: 'bench/main.ts',
          samples: 'scripts/samples.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
});
