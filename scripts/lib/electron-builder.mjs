import { fileURLToPath } from 'node:url';
import { root, run } from './run.mjs';

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit status
 */
export function electronBuilder(args) {
  const builder = fileURLToPath(new URL('node_modules/electron-builder/cli.js', root));
  // signs only on request; otherwise it would use any certificate that it finds on the machine
  const env = { CSC_IDENTITY_AUTO_DISCOVERY: 'false', ...process.env };
  return run(process.execPath, [builder, '--publish', 'never', ...args], { env });
}
