import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invariant } from '#shared/errors';

/** The folder that holds package.json and the programs in out/main: the checkout, or the installed app's archive. */
export const appFolder = folderAbove('package.json');

/** The folder that holds `models` and the sample sets: the checkout, or the installed app's resources. */
export const rootFolder = folderAbove('models/manifest.json');

export const modelsFolder = join(rootFolder, 'models');
export const samplesFolder = join(rootFolder, 'out', 'samples');

/** The nearest folder above the running code in which there is such a file. */
function folderAbove(file: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, file))) {
    const parent = dirname(folder);
    invariant(parent !== folder, `${file} lies above the running code`);
    folder = parent;
  }
  return folder;
}
