import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchTestBrowser } from '../support/chromium';
import { hosts } from '../electron/hosts';
import { launchDesktop } from '../electron/launch';
import { collectErrors } from '../support/page-errors';
import { SESSION_EXTENSION } from '../../src/shared/session-file';
import { WebShell } from '../support/web';
import { EngineLink } from './engine-link';

/** What all served windows of a test file share. Each has a context of its own, and there is one at a time. */
interface Shared {
  readonly browser: Browser;
  readonly server: WebShell;
  readonly link: EngineLink;
  /** The address of the window. */
  readonly href: string;
}
let shared: Promise<Shared> | undefined;

/** Ends the browser and the server, once the journeys of a test file are over. */
export async function closeShared(): Promise<void> {
  if (!shared) return;
  const { browser, server, link } = await shared;
  shared = undefined;
  await browser.close();
  link.close();
  await server.stop();
}

async function share(): Promise<Shared> {
  const server = await WebShell.start();
  const link = new EngineLink(server.address);
  const { href } = await link.open();
  return { browser: await launchTestBrowser(), server, link, href };
}

/** A window as a person has it before them, whichever shell it runs in. */
export interface Window {
  readonly page: Page;
  /** Whatever the page complained of so far. */
  readonly errors: readonly string[];
  /** What stands between the window and its engines; null on the desktop. */
  readonly link: EngineLink | null;
  /** Does what opens a picker, and picks a folder or file there. */
  pick(path: string, open: () => Promise<void>): Promise<void>;
  /** Does what saves a file, and says where it is to be: the file is whole when this resolves. */
  saveTo(path: string, save: () => Promise<void>): Promise<void>;
  /** The session that is kept without being asked for; null where there is none yet. */
  autosaved(): Promise<Uint8Array | null>;
  /** Ends without a word, and is opened again by the same person. */
  crash(): Promise<Window>;
  close(): Promise<void>;
}

export interface Shell {
  readonly name: string;
  open(): Promise<Window>;
}

const SIZE = { width: 1280, height: 800 };
/** What a person waits for takes long on a busy machine without a GPU. */
const ACTION_MS = 120_000;

/** The window in a browser, whose journeys decide what comes of the engines, and when. */
export const served: Shell = {
  name: 'the browser',
  open: openServed,
};

async function openServed(): Promise<Window> {
  const { browser, link, href } = await (shared ??= share());
  const context = await browser.newContext({ viewport: SIZE, reducedMotion: 'reduce' });
  // a picker for saving cannot be answered from outside; without one the file is a download
  await context.addInitScript('delete window.showSaveFilePicker');
  const openWindow = async (): Promise<Window> => {
    const page = await context.newPage();
    page.setDefaultTimeout(ACTION_MS);
    const errors = collectErrors(page);
    // the picker is taken over from the start: asked for at the last moment, a key can be there before it
    page.on('filechooser', () => undefined);
    await page.goto(href);
    return {
      page,
      errors,
      link,
      async pick(path, open) {
        const chooser = page.waitForEvent('filechooser');
        await open();
        await (await chooser).setFiles(path);
      },
      async saveTo(path, save) {
        const download = page.waitForEvent('download', { timeout: 240_000 });
        await save();
        await (await download).saveAs(path);
      },
      async autosaved() {
        const text = await page.evaluate(() => {
          const key = Object.keys(localStorage).find((name) => name.startsWith('kept/'));
          return key === undefined ? null : localStorage.getItem(key);
        });
        if (text === null) return null;
        const { bytes } = JSON.parse(text) as { bytes: string };
        return Buffer.from(bytes, 'base64');
      },
      async crash() {
        const crashed = page.waitForEvent('crash');
        page.goto('chrome://crash').catch(() => undefined); // it never answers
        await crashed;
        return openWindow();
      },
      async close() {
        await context.close();
        link.release();
      },
    };
  };
  return openWindow();
}

export const desktops: readonly Shell[] = hosts.map(({ name, standIn }) => ({
  name: `the desktop on ${name}`,
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'mnemoscope journey '));
    const openWindow = async (): Promise<Window> => {
      const desktop = await launchDesktop({ standIn, folder });
      const { page } = desktop;
      await page.setViewportSize(SIZE);
      return {
        page,
        errors: desktop.consoleErrors,
        link: null,
        async pick(path, open) {
          await desktop.answerDialog({ filePaths: [path] });
          await open();
        },
        async saveTo(path, save) {
          await desktop.answerDialog({ filePath: path });
          await save();
        },
        autosaved: () => Promise.resolve(newestSession(folder)),
        async crash() {
          await desktop.kill();
          return openWindow();
        },
        async close() {
          await desktop.close();
          rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
        },
      };
    };
    return openWindow();
  },
}));

/** Ends every engine that descends from this process, as a fault of the driver would. */
export function killEngines(): number {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const processes = rows.map((row) => {
    const [, pid = '', parent = '', args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    return { pid: Number(pid), parent: Number(parent), args };
  });
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const isOurs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)) {
      if (at === process.pid) return true;
    }
    return false;
  };
  const engines = processes.filter(({ pid, args }) => args.includes('engine.js') && isOurs(pid));
  for (const { pid } of engines) process.kill(pid, 'SIGKILL');
  return engines.length;
}

/** The newest session file below a folder. */
function newestSession(folder: string): Uint8Array | null {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(SESSION_EXTENSION))
    .map((name) => join(folder, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  return files[0] === undefined ? null : readFileSync(files[0]);
}
