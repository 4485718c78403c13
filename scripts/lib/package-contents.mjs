import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import asar from '@electron/asar';
import fuses from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';
import { importedLibraries, madeFor } from './binaries.mjs';
import { root } from './run.mjs';

/**
 * Checks of a packaged app. Each returns a sentence for every problem.
 *
 * @typedef {object} Package
 * @property {'linux' | 'win32'} platform
 * @property {string} program
 * @property {string} resources the folder
 * @property {Map<string, { unpacked: boolean, size: number }>} files of the archive, by path
 */

const { FuseV1Options } = fuses;
const MB = 1e6;
/** For all but Electron: what it was when this was written, and a fifth. */
const BUDGET_MB = { linux: 90, win32: 125 };

const ENTRIES = ['main', 'cli', 'engine', 'probe', 'decode', 'energy', 'energy-session'].map(
  (name) => `out/main/${name}.js`,
);
const UNWANTED =
  /\.(map|[mc]?ts|py|onnx)$|\.test\.|(^|\/)(\.env|tests?|electron|three|svelte)(\/|$)|^(src|scripts|docs|tests|bench|resources|models)\//;

const FUSES = new Map([
  [FuseV1Options.RunAsNode, false],
  [FuseV1Options.EnableCookieEncryption, true],
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable, false],
  [FuseV1Options.EnableNodeCliInspectArguments, false],
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation, true],
  [FuseV1Options.OnlyLoadAppFromAsar, true],
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot, false],
  [FuseV1Options.GrantFileProtocolExtraPrivileges, false],
]);

/** Libraries that every Windows 10 has. */
const WINDOWS_LIBRARY =
  /^(api-ms-win-.*|kernel32|ntdll|advapi32|ole32|oleaut32|setupapi|dbghelp|bcryptprimitives|d3d12)\.dll$/;

/**
 * @param {'linux' | 'win32'} platform
 * @param {string} folder that electron-builder wrote
 * @returns {Package}
 */
export function readPackage(platform, folder) {
  const resources = join(folder, 'resources');
  const archive = join(resources, 'app.asar');
  const files = new Map();
  for (const listed of asar.listPackage(archive, { isPack: false })) {
    const path = listed.slice(1).replaceAll('\\', '/');
    const entry = asar.statFile(archive, path);
    if ('size' in entry) files.set(path, { unpacked: entry.unpacked === true, size: entry.size });
  }
  const program = join(folder, platform === 'linux' ? 'mnemoscope' : 'Mnemoscope.exe');
  return { platform, program, resources, files };
}

/** @param {Package} app */
export function checkArchive({ files }) {
  const window = JSON.parse(readFileSync(new URL('out/renderer/manifest.json', root), 'utf8'));
  const wanted = [
    'package.json',
    'out/preload/preload.cjs',
    ...ENTRIES,
    ...window.map((/** @type {string} */ name) => `out/renderer/${name}`),
  ];
  const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));
  const strangers = [...files.keys()].flatMap((path) => {
    const name = /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    return name && (!packages[name] || packages[name].dev) ? [name] : [];
  });
  return [
    ...wanted.filter((path) => !files.has(path)).map((path) => `${path} is missing from the archive`),
    ...[...files.keys()]
      .filter((path) => UNWANTED.test(path))
      .map((path) => `${path} is in the archive and has no use there`),
    ...[...new Set(strangers)].map((name) => `${name} is in the archive and no dependency of the app`),
  ];
}

/**
 * Native files are outside the archive, where the system can load them, and built for this system.
 *
 * @param {Package} app
 */
export function checkBinaries(app) {
  const found = binariesOf(app);
  const wanted =
    app.platform === 'linux' ? ['libonnxruntime.so.1'] : ['onnxruntime.dll', 'DirectML.dll', 'dxil.dll'];
  const folder = `node_modules/onnxruntime-node/bin/napi-v6/${app.platform}/x64`;
  return [
    ...['onnxruntime_binding.node', ...wanted]
      .filter((name) => !found.some(({ path }) => path === `${folder}/${name}`))
      .map((name) => `${folder}/${name} is missing`),
    ...found.filter(({ unpacked }) => !unpacked).map(({ path }) => `${path} is inside the archive`),
    ...found
      .filter(({ system }) => system !== `${app.platform}-x64`)
      .map(({ path, system }) => `${path} is for ${system}`),
  ];
}

/** @param {Package} app */
function binariesOf({ files, resources }) {
  return [...files].flatMap(([path, { unpacked }]) => {
    const bytes = unpacked
      ? readFileSync(join(resources, 'app.asar.unpacked', path))
      : asar.extractFile(join(resources, 'app.asar'), path);
    const system = madeFor(bytes);
    return system ? [{ path, unpacked, system, bytes }] : [];
  });
}

/**
 * Windows finds every library that is needed, in the system or beside the library that needs it.
 *
 * @param {Package} app
 */
export function checkImports(app) {
  if (app.platform !== 'win32') return [];
  return binariesOf(app).flatMap(({ path, system, bytes }) => {
    if (system !== 'win32-x64') return []; // checkBinaries tells of it
    const folder = dirname(join(app.resources, 'app.asar.unpacked', path));
    const beside = readdirSync(folder).map((name) => name.toLowerCase());
    return importedLibraries(bytes)
      .filter((name) => !WINDOWS_LIBRARY.test(name) && !beside.includes(name))
      .map((name) => `${path} needs ${name}, which is not beside it and no part of Windows`);
  });
}

/**
 * Models and samples are plain files beside the archive.
 *
 * @param {Package} app
 */
export function checkResources({ resources }) {
  const models = join(resources, 'models');
  const { graphs } = JSON.parse(readFileSync(join(models, 'manifest.json'), 'utf8'));
  const damaged = Object.keys(graphs).filter((name) => {
    const file = join(models, `${name}.onnx`);
    return !existsSync(file) || sha256(readFileSync(file)) !== graphs[name].sha256;
  });
  const others = ['models/known-answer.json', 'out/samples/digits', 'out/samples/emoji', 'notices.txt'];
  return [
    ...damaged.map((name) => `models/${name}.onnx is missing or not the one in the manifest`),
    ...others.filter((path) => !existsSync(join(resources, path))).map((path) => `${path} is missing`),
    ...readdirSync(models)
      .filter((name) => !/\.(onnx|json)$/.test(name))
      .map((name) => `models/${name} is no model`),
  ];
}

/** @param {Package} app */
export async function checkFuses({ platform, program, resources }) {
  const wire = await fuses.getCurrentFuseWire(program);
  const wrong = [...FUSES].filter(([fuse, on]) => wire[fuse] !== (on ? FuseState.ENABLE : FuseState.DISABLE));
  const { headerString } = asar.getRawHeader(join(resources, 'app.asar'));
  const hasHash = readFileSync(program).includes(sha256(headerString));
  return [
    ...wrong.map(([fuse, on]) => `the fuse ${FuseV1Options[fuse]} is not ${on ? 'on' : 'off'}`),
    ...(platform === 'win32' && !hasHash ? ["the program does not carry the archive's hash"] : []),
  ];
}

/** @param {Package} app */
export function checkSize({ platform, resources, files }) {
  const packed = [...files.values()].filter(({ unpacked }) => !unpacked);
  const sizes = {
    archive: packed.reduce((sum, { size }) => sum + size, 0),
    native: sizeOf(join(resources, 'app.asar.unpacked')),
    models: sizeOf(join(resources, 'models')),
    samples: sizeOf(join(resources, 'out')),
  };
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  const table = Object.entries({ ...sizes, total }).map(
    ([name, size]) => `${name} ${(size / MB).toFixed(1)} MB`,
  );
  const budget = BUDGET_MB[platform];
  const problems =
    total > budget * MB ? [`${(total / MB).toFixed(1)} MB are over the budget of ${budget} MB`] : [];
  return { line: table.join(', '), problems };
}

/** @param {string} folder */
function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

/** @param {string | Buffer} data */
function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}
