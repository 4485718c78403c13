import { EventEmitter, once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { _electron, chromium } from 'playwright-core';
import { collectErrors } from '../support/page-errors';

/** A last resort against tests that hang; a browser and several processes must start on a machine that may be busy. */
export const TIMEOUT_MS = 170_000;

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where `build-stand-in.ts` puts the programs, before all tests. */
const STAND_IN = join(root, 'out/stand-in');
export const FIXTURE = join(root, 'out/fixture');

/** Electron's binary is fetched from outside of npm, so a machine may have the package without it. */
export const hasElectron = existsSync(join(root, 'node_modules/electron/path.txt'));

export interface DialogAnswer {
  readonly filePaths?: readonly string[];
  readonly filePath?: string;
}

export interface LaunchOptions {
  readonly standIn: boolean;
  /** The program of the main process, by default the built app. */
  readonly main?: string;
  readonly args?: readonly string[];
  /** The folder for its data, by default one that is removed when it closes. */
  readonly folder?: string;
}

/** A running desktop app and its first window. */
export interface Desktop {
  readonly page: Page;
  readonly consoleErrors: readonly string[];
  /** Sets the result of the next dialog. */
  answerDialog(answer: DialogAnswer): Promise<void>;
  /** Chooses an item of the application's menu by the labels of its path, without their &. */
  chooseInMenu(...labels: readonly string[]): Promise<void>;
  close(): Promise<void>;
  /** Kills the app, as a crash would. */
  kill(): Promise<void>;
}

export async function launchDesktop({
  standIn,
  main = join(root, 'out/main/main.js'),
  args = [],
  folder: given,
}: LaunchOptions): Promise<Desktop> {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'mnemoscope desktop '));
  const desktop = await (standIn ? launchStandIn : launchElectron)(main, args, folder);
  desktop.page.setDefaultTimeout(TIMEOUT_MS);
  const consoleErrors = await errorsOf(desktop.page);
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
  const child = forkStandIn(main, args, folder, 'inherit');
  const exited = once(child, 'exit');
  const events = new EventEmitter();
  child.on('message', ({ type, cdpPort }: { type: string; cdpPort: number }) => events.emit(type, cdpPort));
  const loaded = once(events, 'loaded') as Promise<[number]>;
  const ended = exited.then(([code]) => {
    throw new Error(`the app exited with ${String(code)} before its window was loaded`);
  });
  const [port] = await Promise.race([loaded, ended]);
  ended.catch(() => undefined); // it may exit from now on
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${String(port)}`, { timeout: TIMEOUT_MS });
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
export function forkStandIn(
  main: string,
  args: readonly string[],
  folder: string,
  stdio: 'inherit' | 'pipe',
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  return fork(main, [...args], {
    execArgv: ['--import', join(STAND_IN, 'register.js')],
    env: { ...process.env, ...env, STAND_IN_FOLDER: folder },
    stdio: ['ignore', stdio, stdio === 'pipe' ? 'pipe' : 'inherit', 'ipc'],
  });
}

async function launchElectron(main: string, args: readonly string[], folder: string): Promise<Launched> {
  const electron = await _electron.launch({
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${folder}`, main, ...args],
    timeout: TIMEOUT_MS,
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

/** Collects the errors of the page, those that it reported before it was connected to too. */
async function errorsOf(page: Page): Promise<string[]> {
  const errors = collectErrors(page);
  for (const message of await page.consoleMessages()) {
    if (message.type() === 'error') errors.push(message.text());
  }
  errors.push(...(await page.pageErrors()).map(String));
  return errors;
}
