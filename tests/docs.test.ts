import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Documents must not outlive what they speak of. */

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');

function foldersBelow(folder: string): string[] {
  return readdirSync(join(root, folder))
    .map((name) => `${folder}/${name}`)
    .filter((path) => statSync(join(root, path)).isDirectory())
    .flatMap((path) => [path, ...foldersBelow(path)]);
}

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'models/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...['docs/decisions', 'docs/guide'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  ),
];

it('ARCHITECTURE.md speaks of every folder of src', () => {
  const text = read('ARCHITECTURE.md');
  for (const folder of foldersBelow('src')) expect(text, folder).toContain(`\`${folder}/\``);
});

it.each(documents)('%s names only files that exist', (document) => {
  const text = read(document);
  const paths = [...text.matchAll(/`((?:src|tests|models|docs|scripts|bench|resources)\/[\w./-]*)`/g)];
  const links = [...text.matchAll(/\]\((?!https?:)([\w./-]+)(?:#[\w-]+)?\)/g)];
  for (const [, path = ''] of paths) expect(existsSync(join(root, path)), path).toBe(true);
  for (const [, path = ''] of links) expect(existsSync(join(root, dirname(document), path)), path).toBe(true);
});

it('documents name only scripts that package.json has', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const document of documents) {
    for (const [, name = ''] of read(document).matchAll(/npm run (?:-s )?([\w:]+)/g)) {
      expect(Object.keys(scripts), `${document}: npm run ${name}`).toContain(name);
    }
  }
});
