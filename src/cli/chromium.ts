import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot } from './system-browser';

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
