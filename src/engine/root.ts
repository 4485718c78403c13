import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invariant } from '#shared/errors';

/** The folder that holds `models` and `out`: the checkout, or the installed app's resources. */
export const rootFolder = findRoot();

export const modelsFolder = join(rootFolder, 'models');
export const samplesFolder = join(rootFolder, 'out', 'samples');

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'models', 'manifest.json'))) {
    const parent = dirname(folder);
    invariant(parent !== folder, 'models/manifest.json lies above the running code');
    folder = parent;
  }
  return folder;
}
