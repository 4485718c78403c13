import type * as Electron from 'electron';
import type { Frame, Page } from 'playwright-core';
import { appAddress, navigations } from './browser';
import { decode, encode } from './clone';
import type { PartOf } from './imitation';
import { Imitation, PreventableEvent } from './imitation';
import { ipcMain } from './ipc-main';
import type { FromPage, ToPage } from './page-wire';
import type { MessagePortMain } from './ports';
import { MovedPorts } from './ports';

/** A window's page, as the main process talks to it. */
export class WebContents extends Imitation implements PartOf<Electron.WebContents, 'mainFrame'> {
  #page: Page | undefined;
  #isDestroyed = false;
  #openHandler: ((details: { url: string }) => { action: 'allow' | 'deny' }) | undefined;
  /** Messages to the page in order. One batch is sent at a time. */
  #outbox: ToPage[] = [];
  #isFlushing = false;
  /** The address that main itself loaded, which does not count as a navigation of the page. */
  #ownTarget = '';
  readonly #ports = new MovedPorts((id) => ({
    message: (data) => {
      this.#send({ type: 'port-message', id, data: encode(data) });
    },
    closed: () => {
      this.#send({ type: 'port-closed', id });
    },
  }));

  get mainFrame(): object {
    return frameOf(this.#page?.mainFrame());
  }

  getURL(): string {
    return appAddress(this.#page?.url() ?? '');
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  send(channel: string, ...args: unknown[]): void {
    this.#send({ type: 'send', channel, args: encode(args), ports: [] });
  }

  postMessage(
    channel: string,
    data: unknown,
    transfer?: readonly (MessagePortMain | Electron.MessagePortMain)[],
  ): void {
    this.#send({ type: 'send', channel, args: encode([data]), ports: this.#ports.move(transfer) });
  }

  setWindowOpenHandler(handler: (details: never) => { action: 'allow' | 'deny' }): void {
    this.#openHandler = handler as (details: { url: string }) => { action: 'allow' | 'deny' };
  }

  async attach(page: Page, preload: string): Promise<void> {
    this.#page = page;
    await page.exposeBinding('standInSend', ({ frame }, text: string) => {
      this.#receive(frame, JSON.parse(text) as FromPage);
    });
    await page.addInitScript(preload);
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#ports.closeAll();
    });
    page.on('load', () => this.emit('did-finish-load'));
    page.on('crash', () => {
      this.#ports.closeAll();
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    });
    const decide = (request: { frame(): Frame }, url: string) => this.#mayGo(request.frame(), url);
    navigations.add(decide);
    page.on('close', () => navigations.delete(decide));
  }

  async load(address: string): Promise<void> {
    this.#ownTarget = appAddress(address);
    await this.#page?.goto(address);
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#ports.closeAll();
    this.emit('destroyed');
  }

  #mayGo(frame: Frame, url: string): boolean {
    if (frame.page() !== this.#page) return true;
    if (frame.parentFrame() === null && (url === this.#ownTarget || url === this.getURL())) return true;
    const event = Object.assign(new PreventableEvent(), { url, isMainFrame: frame.parentFrame() === null });
    if (event.isMainFrame) this.emit('will-navigate', event, url);
    this.emit('will-frame-navigate', event);
    return !event.defaultPrevented;
  }

  #receive(frame: Frame, message: FromPage): void {
    if (message.type === 'port-message') {
      this.#ports.message(message.id, decode(message.data));
    } else if (message.type === 'port-closed') {
      this.#ports.closed(message.id);
    } else if (message.type === 'window-open') {
      const action = this.#openHandler?.({ url: message.url }).action ?? 'allow';
      if (action === 'allow') throw new Error("Electron's stand-in: windows of windows are not implemented");
    } else {
      const event = { sender: this, senderFrame: frameOf(frame), ports: [] };
      if (message.type === 'send') {
        ipcMain.emit(message.channel, event, ...(decode(message.args) as unknown[]));
      } else {
        void ipcMain.answer(event as never, message).then((reply) => {
          this.#send(reply);
        });
      }
    }
  }

  #send(message: ToPage): void {
    this.#outbox.push(message);
    if (!this.#isFlushing) void this.#flush();
  }

  async #flush(): Promise<void> {
    this.#isFlushing = true;
    while (this.#outbox.length > 0 && !this.#isDestroyed) {
      const messages = this.#outbox.splice(0);
      try {
        // as one text: Playwright would take every value of an object in its hands
        await this.#page?.evaluate((text) => {
          (globalThis as { standInReceive?: (text: string) => void }).standInReceive?.(text);
        }, JSON.stringify(messages));
      } catch {
        // the page has navigated or closed, so its messages are dropped
      }
    }
    this.#isFlushing = false;
  }
}

function frameOf(frame: Frame | undefined): object {
  const parent = frame?.parentFrame() ?? null;
  return { url: appAddress(frame?.url() ?? ''), parent: parent && frameOf(parent) };
}
