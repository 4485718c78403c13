import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { root, run } from './run.mjs';

/**
 * Downloads a package of the lock file that npm skips because it is for another system, checks the lock file's hash, and
 * caches it in out/.
 *
 * @param {string} name
 * @returns {Promise<string | undefined>} its folder; undefined where the registry cannot be reached
 */
export async function foreignPackage(name) {
  const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));
  const { version, integrity } = packages[`node_modules/${name}`];
  // the path has a part in what is unpacked from the archive (asarUnpack in electron-builder.yml)
  const folder = new URL(`out/foreign/${version}/node_modules/${name}/`, root);
  if (existsSync(folder)) return fileURLToPath(folder);

  const work = new URL('out/foreign/part/', root);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const options = ['--silent', '--prefer-offline', '--fetch-retries=0', '--fetch-timeout=20000'];
  if ((await run('npm', ['pack', `${name}@${version}`, ...options], { cwd: work })) !== 0) return undefined;
  const archive = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
  const hash = createHash('sha512')
    .update(readFileSync(new URL(archive, work)))
    .digest('base64');
  if (integrity !== `sha512-${hash}`) throw new Error(`${archive} is not the one in package-lock.json.`);
  if ((await run('tar', ['-xzf', archive], { cwd: work })) !== 0)
    throw new Error(`tar cannot unpack ${archive}.`);
  mkdirSync(new URL('..', folder), { recursive: true });
  renameSync(new URL('package', work), folder);
  rmSync(work, { recursive: true });
  return fileURLToPath(folder);
}
