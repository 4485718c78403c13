import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { invariant } from '#shared/errors';

/**
 * The folder with package.json and the programs in out/main: the checkout, or the archive of the installed
 * app.
 */
export const appFolder = folderAbove('package.json');

/** The folder with `models` and the sample sets: the checkout, or the resources of the installed app. */
export const rootFolder = folderAbove('models/manifest.json');

/** The folder of the ONNX graphs and their manifest. */
export const modelsFolder = join(rootFolder, 'models');
/** The folder of the bundled sample sets, which the build writes. */
export const samplesFolder = join(rootFolder, 'out', 'samples');

/** Returns the nearest folder above the running code that contains the file. */
function folderAbove(file: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, file))) {
    const parent = dirname(folder);
    invariant(parent !== folder, `${file} lies above the running code`);
    folder = parent;
  }
  return folder;
}
