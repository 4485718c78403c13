import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';
import { build } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = fileURLToPath(new URL('../../out/', import.meta.url));
const started = new Map<string, Promise<unknown>>();

/** Bundles the stand-in for Node and for pages, once per process. Returns the folder. */
export function buildStandIn(): Promise<string> {
  return buildOnce('stand-in', {
    es: ['electron', 'register', 'hooks', 'utility-bootstrap'],
    iife: ['page'],
  });
}

/** Bundles the conformance suite's app. Returns the folder. */
export function buildFixture(): Promise<string> {
  return buildOnce('fixture', { es: ['main', 'utility'], cjs: ['preload'] });
}

type Programs = Readonly<Partial<Record<'es' | 'cjs' | 'iife', readonly string[]>>>;

async function buildOnce(folder: string, programs: Programs): Promise<string> {
  const outDir = `${out}${folder}`;
  const building =
    started.get(folder) ??
    Promise.all(
      Object.entries(programs).map(([format, names]) =>
        bundle(`${here}${folder}/`, outDir, names, format as keyof Programs),
      ),
    );
  started.set(folder, building);
  await building;
  return outDir;
}

function bundle(
  source: string,
  outDir: string,
  names: readonly string[],
  format: keyof Programs,
): Promise<unknown> {
  const extension = format === 'cjs' ? 'cjs' : 'js';
  const config: InlineConfig = {
    configFile: false,
    logLevel: 'error',
    build: {
      outDir,
      emptyOutDir: false,
      ssr: format !== 'iife',
      target: 'es2023',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [name, `${source}${name}.ts`])),
        output: { format, entryFileNames: `[name].${extension}`, chunkFileNames: 'chunk-[hash].js' },
      },
    },
  };
  return build(config);
}
