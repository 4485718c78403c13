import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';
import { build } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = fileURLToPath(new URL('../../out/', import.meta.url));

/** Bundles the stand-in, for Node and for pages, and the conformance suite's app: once, before all tests. */
export default async function buildStandIn(): Promise<void> {
  await Promise.all([
    bundle('stand-in', ['electron', 'register', 'hooks', 'utility-bootstrap'], 'es'),
    bundle('stand-in', ['page'], 'iife'),
    bundle('fixture', ['main', 'utility'], 'es'),
    bundle('fixture', ['preload'], 'cjs'),
  ]);
}

function bundle(folder: string, names: readonly string[], format: 'es' | 'cjs' | 'iife'): Promise<unknown> {
  const extension = format === 'cjs' ? 'cjs' : 'js';
  const config: InlineConfig = {
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: `${out}${folder}`,
      emptyOutDir: false,
      ssr: format !== 'iife',
      target: 'es2023',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [name, `${here}${folder}/${name}.ts`])),
        output: { format, entryFileNames: `[name].${extension}`, chunkFileNames: 'chunk-[hash].js' },
      },
    },
  };
  return build(config);
}
