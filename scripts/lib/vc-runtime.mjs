import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { root } from './run.mjs';

/** What the native libraries need of the Visual C++ runtime; a fresh Windows has none of it. */
const VC_RUNTIME = [
  'msvcp140.dll',
  'msvcp140_1.dll',
  'msvcp140_atomic_wait.dll',
  'vcruntime140.dll',
  'vcruntime140_1.dll',
];

/** Where electron-builder.yml takes it from. */
const folder = new URL('out/vc-runtime/', root);

/** Copies the system's runtime there. Microsoft allows to ship it beside a program. */
export function gatherVcRuntime() {
  const source = redistFolders().find((folder) => VC_RUNTIME.every((file) => existsSync(join(folder, file))));
  if (!source) {
    throw new Error(
      'The Visual C++ runtime was not found. Install "Microsoft Visual C++ Redistributable (x64)", or run this in a ' +
        'Visual Studio command prompt.',
    );
  }
  fill((file) => readFileSync(join(source, file)));
}

/** Empty files in its place, to see where they go. */
export function standInVcRuntime() {
  fill(() => Buffer.alloc(0));
}

/** @param {(file: string) => Buffer} contents */
function fill(contents) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of VC_RUNTIME) writeFileSync(new URL(file, folder), contents(file));
}

/** Visual Studio's own copy first: it is the one meant to be shipped. */
function redistFolders() {
  const redist = env.VCToolsRedistDir ? join(env.VCToolsRedistDir, 'x64') : '';
  const shipped = existsSync(redist) ? readdirSync(redist).filter((name) => name.endsWith('.CRT')) : [];
  return [...shipped.map((name) => join(redist, name)), join(env.SystemRoot ?? 'C:\\Windows', 'System32')];
}
