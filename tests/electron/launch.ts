import { EventEmitter, once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { _electron, chromium } from 'playwright-core';
import { buildStandIn } from './build-stand-in';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Electron's binary is fetched from outside of npm, so a machine may have the package without it. */
export const hasElectron = existsSync(join(root, 'node_modules/electron/path.txt'));

export interface DialogAnswer {
  readonly filePaths?: readonly string[];
  readonly filePath?: string;
}

export interface LaunchOptions {
  readonly standIn: boolean;
  /** The program of the main process; the built app by itself. */
  readonly main?: string;
  readonly args?: readonly string[];
  /** Where it keeps what it remembers; a folder that goes with it by itself. */
  readonly folder?: string;
  /** What a page finds at its first load is what is asked for: it is not loaded again to hear what it complained of then. */
  readonly isLoadedOnce?: boolean;
}

/** A running desktop app and its first window. */
export interface Desktop {
  readonly page: Page;
  readonly consoleErrors: readonly string[];
  /** What the next dialog that is not yet answered will give. */
  answerDialog(answer: DialogAnswer): Promise<void>;
  /** Chooses in the application's menu: the labels on the way there, without their &. */
  chooseInMenu(...labels: readonly string[]): Promise<void>;
  close(): Promise<void>;
  /** Ends it without a word, as a fault or an impatient person would. */
  kill(): Promise<void>;
}

export async function launchDesktop({
  standIn,
  main = join(root, 'out/main/main.js'),
  args = [],
  folder: given,
  isLoadedOnce = false,
}: LaunchOptions): Promise<Desktop> {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'mnemoscope desktop '));
  const desktop = await (standIn ? launchStandIn : launchElectron)(main, args, folder);
  const consoleErrors = errorsOf(desktop.page);
  if (!isLoadedOnce) await desktop.page.reload();
  return {
    ...desktop,
    consoleErrors,
    close: async () => {
      await desktop.close();
      if (given === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

type Launched = Omit<Desktop, 'consoleErrors'>;

async function launchStandIn(main: string, args: readonly string[], folder: string): Promise<Launched> {
  const child = await forkStandIn(main, args, folder, 'inherit');
  const exited = once(child, 'exit');
  const events = new EventEmitter();
  child.on('message', ({ type, cdpPort }: { type: string; cdpPort: number }) => events.emit(type, cdpPort));
  const loaded = once(events, 'loaded') as Promise<[number]>;
  const ended = exited.then(([code]) => {
    throw new Error(`the app ended with ${String(code)} before its window was there`);
  });
  const [port] = await Promise.race([loaded, ended]);
  ended.catch(() => undefined); // from here on it may end
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${String(port)}`);
  const page = browser.contexts()[0]?.pages()[0];
  if (!page) throw new Error('the window has no page');
  return {
    page,
    answerDialog: (answer) => {
      child.send({ type: 'dialog', answer });
      return Promise.resolve();
    },
    chooseInMenu: (...labels) => {
      child.send({ type: 'menu', labels });
      return Promise.resolve();
    },
    close: async () => {
      await browser.close();
      child.kill('SIGTERM');
      await exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
      await browser.close();
    },
  };
}

/** Runs a program with the stand-in in Electron's place. */
export async function forkStandIn(
  main: string,
  args: readonly string[],
  folder: string,
  stdio: 'inherit' | 'pipe',
): Promise<ChildProcess> {
  const built = await buildStandIn();
  return fork(main, [...args], {
    execArgv: ['--import', join(built, 'register.js')],
    env: { ...process.env, STAND_IN_FOLDER: folder },
    stdio: ['ignore', stdio, stdio === 'pipe' ? 'pipe' : 'inherit', 'ipc'],
  });
}

async function launchElectron(main: string, args: readonly string[], folder: string): Promise<Launched> {
  const electron = await _electron.launch({
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${folder}`, main, ...args],
  });
  const page = await electron.firstWindow();
  return {
    page,
    answerDialog: (answer) =>
      electron.evaluate(({ dialog }, given) => {
        dialog.showOpenDialog = () =>
          Promise.resolve({ canceled: false, filePaths: [...(given.filePaths ?? [])] });
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: given.filePath ?? '' });
      }, answer),
    chooseInMenu: (...labels) =>
      electron.evaluate(({ BrowserWindow, Menu }, path) => {
        let items = Menu.getApplicationMenu()?.items ?? [];
        let chosen: Electron.MenuItem | undefined;
        for (const label of path) {
          chosen = items.find((item) => item.label.replace(/&(.)/g, '$1') === label);
          items = chosen?.submenu?.items ?? [];
        }
        if (!chosen?.enabled) throw new Error(`${path.join(' > ')} cannot be chosen`);
        Reflect.apply(chosen.click, chosen, [{}, BrowserWindow.getAllWindows()[0]]);
      }, labels),
    close: () => electron.close(),
    kill: async () => {
      const exited = once(electron.process(), 'exit');
      electron.process().kill('SIGKILL');
      await exited;
    },
  };
}

/** From here on; what a page said before anyone listened is heard when it is loaded again. */
function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}
