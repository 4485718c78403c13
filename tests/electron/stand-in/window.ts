import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as Electron from 'electron';
import type { Page } from 'playwright-core';
import { app } from './app';
import { browser, debuggingPort, pageAddress } from './browser';
import type { PartOf } from './imitation';
import { Imitation, PreventableEvent } from './imitation';
import { WebContents } from './web-contents';

/** A window: a page of the system's Chromium. Its bounds are stored but have no effect. */
export class BrowserWindow extends Imitation implements PartOf<Electron.BrowserWindow, 'webContents'> {
  static readonly #all = new Set<BrowserWindow>();

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.#all];
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null;
  }

  readonly webContents = new WebContents();
  readonly #options: Electron.BrowserWindowConstructorOptions;
  #page: Page | undefined;
  #isDestroyed = false;
  #isMaximized = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    super();
    this.#options = options;
    BrowserWindow.#all.add(this);
    app.windows.add(this);
    app.emit('browser-window-created', {}, this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    this.#page ??= await this.#open();
    await this.webContents.load(pageAddress(url));
    const cdpPort = await debuggingPort();
    process.send?.({ type: 'loaded', cdpPort });
  }

  show(): void {
    this.emit('show');
  }

  focus(): void {
    this.emit('focus');
  }

  maximize(): void {
    this.#isMaximized = true;
  }

  isMaximized(): boolean {
    return this.#isMaximized;
  }

  isMinimized(): boolean {
    return false;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  getNormalBounds(): Electron.Rectangle {
    const { x = 0, y = 0, width = 800, height = 600 } = this.#options;
    return { x, y, width, height };
  }

  reload(): void {
    void this.#page?.reload();
  }

  close(): void {
    this.closeByQuit();
  }

  /** Returns false if the program keeps the window open. */
  closeByQuit(): boolean {
    const event = new PreventableEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
    return !event.defaultPrevented;
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    BrowserWindow.#all.delete(this);
    app.windows.delete(this);
    this.webContents.destroy();
    this.emit('closed');
    const closed = this.#page?.close() ?? Promise.resolve();
    void closed.then(() => {
      if (BrowserWindow.#all.size > 0) return;
      if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
      else app.quit();
    });
  }

  async #open(): Promise<Page> {
    const context = await browser();
    const blank = context.pages().filter((page) => page.url() === 'about:blank');
    const page = await context.newPage();
    await Promise.all(blank.map((other) => other.close()));
    await this.webContents.attach(page, this.#preload());
    page.once('domcontentloaded', () => this.emit('ready-to-show'));
    page.on('close', () => {
      if (!this.#isDestroyed) this.closeByQuit();
    });
    return page;
  }

  #preload(): string {
    const runtime = readFileSync(join(import.meta.dirname, 'page.js'), 'utf8');
    const path = this.#options.webPreferences?.preload;
    const source = path === undefined ? '' : readFileSync(path, 'utf8');
    const run = `window.standInPreload?.((require, module, process) => { const { exports } = module; ${source}\n});`;
    return `${runtime}\n${run}`;
  }
}
