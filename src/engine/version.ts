import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appFolder } from './root';
import { z } from 'zod';

/** The version of Mnemoscope, read from package.json. */
export const version = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8'))).version;
