import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
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
