import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';
import { build } from 'vite';

const source = fileURLToPath(new URL('stand-in/', import.meta.url));
const outDir = fileURLToPath(new URL('../../out/stand-in', import.meta.url));
let building: Promise<unknown> | undefined;

/** Bundles the stand-in for plain Node and for pages, once a process; gives the folder. Takes a third of a second. */
export async function buildStandIn(): Promise<string> {
  building ??= Promise.all([
    bundle(['electron', 'register', 'hooks', 'utility-bootstrap'], 'es', true),
    bundle(['page'], 'iife', false),
  ]);
  await building;
  return outDir;
}

function bundle(names: readonly string[], format: 'es' | 'iife', isForNode: boolean): Promise<unknown> {
  const config: InlineConfig = {
    configFile: false,
    logLevel: 'error',
    build: {
      outDir,
      emptyOutDir: false,
      ssr: isForNode,
      target: 'es2023',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [name, `${source}${name}.ts`])),
        output: { format, entryFileNames: '[name].js', chunkFileNames: 'stand-in-[hash].js' },
      },
    },
  };
  return build(config);
}
