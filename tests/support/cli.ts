import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { Npy } from '#shared/files/npy';
import { encodeNpyHeader, parseNpy } from '#shared/files/npy';
import { filesInZip } from './zip';

const entry = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line. Sends SIGINT once stderr matches `interruptWhen`, or once that returns true. */
export function cli(
  args: readonly string[],
  {
    cwd,
    env = {},
    interruptWhen,
  }: { cwd?: string; env?: Record<string, string>; interruptWhen?: RegExp | (() => boolean) } = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry, ...args], { cwd, env: { ...process.env, ...env } });
    let [stdout, stderr] = ['', ''];
    const shouldInterrupt = () =>
      interruptWhen instanceof RegExp ? interruptWhen.test(stderr) : interruptWhen?.() === true;
    const watch = setInterval(() => {
      if (!shouldInterrupt()) return;
      clearInterval(watch);
      child.kill('SIGINT');
    }, 5);
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.on('error', reject);
    child.on('close', (status) => {
      clearInterval(watch);
      resolve({ status, stdout, stderr });
    });
  });
}

/** Creates a folder that is removed after the tests of the file. Its name breaks programs that quote paths carelessly. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mnemoscope Zoë 日本 #'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export async function readNpz(path: string): Promise<Record<string, Npy>> {
  const members = await filesInZip(readFileSync(path));
  return Object.fromEntries(
    [...members]
      .filter(([name]) => name !== 'meta.npy')
      .map(([name, bytes]) => [name.replace('.npy', ''), parseNpy(bytes, name)]),
  );
}

/** Returns the JSON in a file's `meta`, a 0-d array of UCS-4 text. */
export async function readMeta(path: string): Promise<Record<string, unknown>> {
  const bytes = (await filesInZip(readFileSync(path))).get('meta.npy');
  if (!bytes) throw new Error('no meta');
  const start = 10 + new DataView(bytes.buffer, bytes.byteOffset).getUint16(8, true);
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  const points = Array.from({ length: view.byteLength / 4 }, (_, i) => view.getUint32(4 * i, true));
  return JSON.parse(String.fromCodePoint(...points)) as Record<string, unknown>;
}

/** Saves float32 or uint8 numbers as numpy.save does. */
export function saveNpy(path: string, data: Float32Array | Uint8Array, shape: readonly number[]): string {
  const type = data instanceof Float32Array ? 'f4' : 'u1';
  writeFileSync(path, Buffer.concat([encodeNpyHeader(type, shape), new Uint8Array(data.buffer)]));
  return path;
}
