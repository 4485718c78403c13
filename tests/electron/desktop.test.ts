import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BridgeResult, DesktopBridge } from '#shared/host';
import { isOpenedSession } from '#shared/host';
import { PROTOCOL_VERSION } from '#shared/rpc/messages';
import { somePicture } from '../support/pictures';
import { hosts } from './hosts';
import type { Desktop } from './launch';
import { launchDesktop } from './launch';

/** Tests the built app from its window: what the bridge offers, and what a page cannot do. */

interface EngineReply {
  readonly type: string;
  readonly value: Record<string, unknown>;
  readonly error: { readonly code: string };
}

declare global {
  interface Window {
    mnemoscope: DesktopBridge;
    /** The last engine port that arrived, and the number of ports that have closed. */
    enginePort: MessagePort;
    closedPorts: number;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'mnemoscope pictures ä '));
const pictures = join(folder, 'pictures');
const elsewhere = join(folder, 'elsewhere');
mkdirSync(pictures);
mkdirSync(elsewhere);
writeFileSync(join(pictures, 'a.png'), somePicture(1));
writeFileSync(join(pictures, 'b.png'), somePicture(2));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.each(hosts)('the desktop on $name', ({ standIn }) => {
  let desktop: Desktop;
  beforeAll(async () => {
    desktop = await launchDesktop({ standIn, args: [pictures] });
  });
  afterAll(() => desktop.close());

  /** Waits until the window has opened the set of this name. */
  const shows = (name: string) =>
    desktop.page.getByRole('button', { name: `${name}: open pictures` }).waitFor();

  const valueOf = <T>(answer: BridgeResult<T>): T => {
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  };

  /**
   * Opens a port to the experiments' engine, as src/renderer/host/desktop.ts does. The window itself
   * uses the other one, and ends that when it does not heed a cancel in time. The page is
   * opening ports of its own meanwhile, so the one that arrives first may not be the one asked for.
   */
  const connect = () =>
    desktop.page.evaluate(async (version) => {
      const arrived = new Map<unknown, MessagePort | undefined>();
      const note = ({ data, ports: [port] }: MessageEvent<{ ticket?: number }>) =>
        arrived.set(data.ticket, port);
      window.addEventListener('message', note);
      const answer = await window.mnemoscope.connectEngine('experiment');
      if (!answer.ok) return answer;
      let port = arrived.get(answer.value);
      while (!port) {
        await new Promise((resolve) => {
          window.addEventListener('message', resolve, { once: true });
        });
        port = arrived.get(answer.value);
      }
      window.removeEventListener('message', note);
      port.addEventListener('close', () => (window.closedPorts = (window.closedPorts || 0) + 1));
      port.start();
      port.postMessage({ type: 'hello', version });
      window.enginePort = port;
      return answer;
    }, PROTOCOL_VERSION);

  const call = (method: string, params: object): Promise<EngineReply> =>
    desktop.page.evaluate(
      (message) =>
        new Promise((resolve) => {
          const port = window.enginePort;
          const receive = ({ data }: MessageEvent<EngineReply>) => {
            if (data.type !== 'result' && data.type !== 'error') return;
            port.removeEventListener('message', receive);
            resolve(data);
          };
          port.addEventListener('message', receive);
          port.postMessage(message);
        }),
      { type: 'call', id: 0, method, params, creditBytes: 1e9 },
    );

  it('opens its window without an error', async () => {
    expect(await desktop.page.title()).toBe('Mnemoscope');
    expect(await desktop.page.evaluate(() => window.crossOriginIsolated)).toBe(true);
    expect(desktop.consoleErrors).toEqual([]);
  });

  it('opens a folder and recent items from the menu', async () => {
    const others = join(folder, 'bread & butter');
    mkdirSync(others, { recursive: true });
    for (const name of ['a.png', 'b.png']) writeFileSync(join(others, name), somePicture(name.charCodeAt(0)));
    await shows('pictures');
    await desktop.answerDialog({ filePaths: [others] });
    await desktop.chooseInMenu('File', 'Open a folder…');
    await shows('bread & butter');
    await desktop.chooseInMenu('File', 'Open recent', `pictures (${folder})`);
    await shows('pictures');
    await desktop.chooseInMenu('File', 'Open recent', `bread & butter (${folder})`);
    await shows('bread & butter');
  });

  it('lets the window reach an engine, and another after that one ended', async () => {
    const images = { source: 'sample:emoji', gray: false };
    const setup = {
      memories: { from: 'images', images, count: 2, seed: 0 },
      queries: { from: 'memories', count: 2, corruptions: [], fill: 'black', clamp: false, seed: 0 },
    };
    await connect();
    expect((await call('prepare', setup)).value).toMatchObject({ numQueries: 2 });
    valueOf(await desktop.page.evaluate(() => window.mnemoscope.endEngine('experiment')));
    await desktop.page.waitForFunction(() => window.closedPorts === 1);
    await connect();
    expect((await call('prepare', setup)).value).toMatchObject({ numQueries: 2 });
  });

  it('lets engines read opened files and no others', async () => {
    await connect();
    const opened = [
      valueOf(await desktop.page.evaluate(() => window.mnemoscope.startupSource())),
      await desktop
        .answerDialog({ filePaths: [join(pictures, 'a.png'), join(pictures, 'b.png')] })
        .then(async () => valueOf(await desktop.page.evaluate(() => window.mnemoscope.openFiles()))),
    ];
    expect(opened.map((source) => source?.name)).toEqual(['pictures', '2 files']);
    for (const source of opened) {
      expect(
        (
          await call('images', {
            source: source && !isOpenedSession(source) ? source.source : '',
            gray: false,
          })
        ).value,
      ).toMatchObject({
        count: 2,
      });
    }
    const refused = await call('images', { source: pictures, gray: false });
    expect(refused.error).toMatchObject({ code: 'bad-request' });
  });

  it('returns an error as a value if a file cannot be opened', async () => {
    await desktop.answerDialog({ filePaths: [join(folder, 'gone')] });
    const answer = await desktop.page.evaluate(() => window.mnemoscope.openFolder());
    expect(answer).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });

  it('finds no path for a file that the page created', async () => {
    const answer = await desktop.page.evaluate(() =>
      window.mnemoscope.openDropped([new File(['x'], '/etc/passwd')]),
    );
    expect(answer).toEqual({ ok: true, value: null });
  });

  it('rejects invalid arguments', async () => {
    const answer = await desktop.page.evaluate(() => window.mnemoscope.connectEngine('other' as never));
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  });

  it('saves a file atomically', async () => {
    const path = join(elsewhere, 'film.mp4');
    await desktop.answerDialog({ filePath: path });
    const begun = await desktop.page.evaluate(() => window.mnemoscope.saveBegin('film.mp4'));
    const { id, name } = valueOf(begun) ?? { id: -1, name: '' };
    expect(name).toBe('film.mp4');
    const write = (bytes: number[], position: number) =>
      desktop.page.evaluate(
        ([id, bytes, position]) => window.mnemoscope.saveWrite(id, Uint8Array.from(bytes), position),
        [id, bytes, position] as const,
      );
    valueOf(await write([4, 5], 3));
    valueOf(await write([1, 2, 3], 0));
    expect(readdirSync(elsewhere)).not.toContain('film.mp4');
    valueOf(await desktop.page.evaluate((id) => window.mnemoscope.saveFinish(id), id));
    expect([...readFileSync(path)]).toEqual([1, 2, 3, 4, 5]);
    expect(readdirSync(elsewhere)).toEqual(['film.mp4']);
    expect(await write([1], 0)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
  });

  it('leaves the older file unchanged when saving is cancelled', async () => {
    const path = join(elsewhere, 'kept.png');
    writeFileSync(path, 'older');
    await desktop.answerDialog({ filePath: path });
    const begun = valueOf(await desktop.page.evaluate(() => window.mnemoscope.saveBegin('kept.png')));
    valueOf(await desktop.page.evaluate((id) => window.mnemoscope.saveDiscard(id), begun?.id ?? -1));
    expect(readFileSync(path, 'utf8')).toBe('older');
    expect(readdirSync(elsewhere).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('stays on its own page', async () => {
    const before = desktop.page.url();
    await desktop.page.evaluate(() => {
      window.location.href = 'https://example.com/';
    });
    expect(await desktop.page.evaluate(() => window.open('https://example.com/'))).toBeNull();
    expect(desktop.page.url()).toBe(before);
  });

  it.each(['/../package.json', '/%2e%2e/package.json', '/manifest.json', '/nothing'])(
    'does not serve %s',
    async (path) => {
      const status = await desktop.page.evaluate((path) => fetch(path).then((reply) => reply.status), path);
      expect(status).toBe(404);
    },
  );

  it('runs no inline script and reaches no other server', async () => {
    const violations = await desktop.page.evaluate(async () => {
      const seen: string[] = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        seen.push(effectiveDirective);
      });
      const script = document.createElement('script');
      try {
        script.textContent = 'window.closedPorts = -1';
      } catch {
        seen.push('trusted types');
      }
      document.body.append(script);
      await fetch('https://example.com/').catch(() => undefined);
      const image = new Image();
      image.src = 'https://example.com/x.png';
      await new Promise((resolve) => (image.onerror = resolve));
      return [...new Set(seen)].sort();
    });
    expect(violations).toEqual(['connect-src', 'img-src', 'require-trusted-types-for', 'trusted types']);
  });

  it('removes an unfinished file when it closes', async () => {
    await desktop.answerDialog({ filePath: join(elsewhere, 'unfinished.mp4') });
    valueOf(await desktop.page.evaluate(() => window.mnemoscope.saveBegin('unfinished.mp4')));
    const unfinished = () => readdirSync(elsewhere).filter((name) => name.includes('unfinished'));
    expect(unfinished()).toHaveLength(1);
    await desktop.close();
    expect(unfinished()).toEqual([]);
  });
});
