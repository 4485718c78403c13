import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, delimiter } from 'node:path';
import { env, platform } from 'node:process';
import { EngineError } from '#shared/errors';

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Returns the path of Chromium, or of a browser based on it. `MNEMOSCOPE_BROWSER` overrides the search.
 *
 * @throws EngineError if there is none.
 */
export function findChromium(): string {
  const chosen = env.MNEMOSCOPE_BROWSER;
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen;
    throw new EngineError(
      'not-found',
      `MNEMOSCOPE_BROWSER names ${chosen}, which does not exist.`,
      'Correct the variable.',
    );
  }
  const found = candidatePaths().find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new EngineError(
    'not-found',
    'Drawing a film needs Chromium, Chrome or Edge, and none was found.',
    'Install one, or set MNEMOSCOPE_BROWSER to its program.',
  );
}

function candidatePaths(): string[] {
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

/** A headless browser that shows one page, with a profile of its own. */
export interface HeadlessBrowser {
  /** Resolves with the reason when the browser has exited. */
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
  // a page in the background is throttled otherwise
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--hide-scrollbars',
  '--mute-audio',
  // allows WebGL in software where there is no GPU
  '--enable-unsafe-swiftshader',
];

export async function launchHeadlessBrowser(program: string, address: string): Promise<HeadlessBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'mnemoscope-browser-'));
  const args = [...FLAGS, ...(isRoot() ? ['--no-sandbox'] : []), `--user-data-dir=${profile}`, address];
  // a process group of its own, so its child processes are killed with it
  const child = spawn(program, args, { stdio: 'ignore', detached: process.platform !== 'win32' });
  const ended = exitReason(child);
  return {
    ended,
    close: async () => {
      killGroup(child);
      await ended;
      // its child processes may still be writing
      await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') child.kill();
  else process.kill(-child.pid, 'SIGKILL');
}

function exitReason(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      resolve(error.message);
    });
    child.on('exit', (code, signal) => {
      resolve(signal ? `ended by ${signal}` : `exit code ${String(code)}`);
    });
  });
}
