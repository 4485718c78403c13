import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, delimiter } from 'node:path';
import { env, platform } from 'node:process';
import { EngineError } from '#shared/errors';

/** The browsers of this machine: the person's own, and one that can draw a film without a window. */

/** Opens the address where there is someone to see it; a person can still open the printed address otherwise. */
export function openInBrowser(address: string): void {
  if (isRoot() || !hasDisplay()) return;
  const [command, args] = opener(address);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {
    // nothing opens addresses here; it has been printed
  });
  child.unref();
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The path of a Chromium, or of a browser made of it. */
export function findChromium(): string {
  const chosen = env.MNEMOSCOPE_BROWSER;
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen;
    throw new EngineError(
      'not-found',
      `There is no ${chosen}, which MNEMOSCOPE_BROWSER names.`,
      'Correct it.',
    );
  }
  const found = candidates().find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new EngineError(
    'not-found',
    'Films are drawn by Chromium, Chrome or Edge, and none was found.',
    'Install one, or name its program in MNEMOSCOPE_BROWSER.',
  );
}

function hasDisplay(): boolean {
  if (platform === 'linux') return Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY);
  return env.SSH_CONNECTION === undefined;
}

function opener(address: string): [string, string[]] {
  if (platform === 'darwin') return ['open', [address]];
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', address]];
  return ['xdg-open', [address]];
}

function candidates(): string[] {
  if (platform === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'];
    return names.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
      (folder) => folder !== undefined,
    );
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    return folders.flatMap((folder) => programs.map((program) => join(folder, program)));
  }
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'brave-browser',
  ];
  const folders = (env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** A browser without a window, showing one page, with a profile of its own. */
export interface Chromium {
  /** Resolves when the browser is gone; the reason is for people. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

const FLAGS = [
  '--headless=new',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  // a page that nobody sees is slowed down otherwise
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--hide-scrollbars',
  '--mute-audio',
  // WebGL in software, where there is no GPU
  '--enable-unsafe-swiftshader',
];

export async function launchChromium(program: string, address: string): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), 'mnemoscope-browser-'));
  const args = [...FLAGS, ...(isRoot() ? ['--no-sandbox'] : []), `--user-data-dir=${profile}`, address];
  // a process group of its own, so that its helpers go with it
  const child = spawn(program, args, { stdio: 'ignore', detached: process.platform !== 'win32' });
  const ended = endOf(child);
  return {
    ended,
    close: async () => {
      killGroup(child);
      await ended;
      // its helpers may still be writing for a moment
      await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') child.kill();
  else process.kill(-child.pid, 'SIGKILL');
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      resolve(error.message);
    });
    child.on('exit', (code, signal) => {
      resolve(signal ? `ended by ${signal}` : `exit code ${String(code)}`);
    });
  });
}
