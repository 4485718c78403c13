import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { OpenedSource } from '#shared/host';
import { temporaryFolder } from '../support/cli';
import { somePicture } from '../support/pictures';
import { closeOf, uploadFolders, WebShell } from '../support/web';

/** Tests the server from a browser's side, and from an attacker's. */

let shell: WebShell;
beforeAll(async () => {
  shell = await WebShell.start(['sample:digits']);
});
afterAll(async () => {
  await shell.stop();
});

describe('access control', () => {
  it('demands the printed address', async () => {
    const answer = await shell.ask('/', { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Open the address that Mnemoscope printed.');
    expect((await shell.ask('/?token=wrong')).status).toBe(403);
    expect((await shell.ask('/uploads', { method: 'POST' })).status).toBe(403);
    const socket = shell.socket('/session');
    await expect(once(socket, 'open')).rejects.toThrow('403');
  });

  it('exchanges the token for a cookie that scripts cannot read', async () => {
    const { status, headers } = await shell.ask(`${shell.address.pathname}${shell.address.search}`);
    expect([status, headers.location]).toEqual([303, '/']);
    expect(headers['set-cookie']?.[0]).toMatch(/HttpOnly; SameSite=Strict/);
    await shell.enter();
    const page = await shell.ask('/');
    expect(page.text).toContain('<title>Mnemoscope</title>');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('rejects foreign host names and other sites', async () => {
    expect((await shell.ask('/', { headers: { host: `evil.example:${shell.address.port}` } })).status).toBe(
      403,
    );
    expect((await shell.ask('/', { headers: { host: `localhost:${shell.address.port}` } })).status).toBe(200);
    expect(
      (await shell.ask('/uploads', { method: 'POST', headers: { origin: 'http://evil.example' } })).status,
    ).toBe(403);
    const socket = shell.socket('/session', { origin: 'http://evil.example' });
    await expect(once(socket, 'open')).rejects.toThrow('403');
  });

  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/..%2f..%2fmain/cli.js',
    '//etc/passwd',
    '/%00',
    '/%',
  ])('serves nothing at %s', async (path) => {
    expect([400, 404]).toContain((await shell.ask(path)).status);
  });

  it('survives malformed requests', async () => {
    for (const bytes of [
      '\0\x01\x02 garbage\r\n\r\n',
      'GET /session HTTP/1.1\r\nUpgrade: websocket\r\n\r\n',
    ]) {
      const socket = connect(Number(shell.address.port), '127.0.0.1');
      socket.end(bytes);
      socket.resume();
      await once(socket, 'close');
    }
    expect((await shell.ask('/film/job')).status).toBe(404);
    expect((await shell.ask('/', { method: 'DELETE' })).status).toBe(404);
    expect((await shell.ask('/engine/toaster/end', { method: 'POST' })).status).toBe(404);
    const { socket } = await shell.session();
    socket.send(Buffer.from([0, 1, 2]));
    (socket as unknown as { _socket: { write(bytes: string): void } })._socket.write('not a frame');
    expect((await closeOf(socket)).code).toBeGreaterThan(1000);
    expect((await shell.ask('/')).status).toBe(200);
  });
});

describe('uploads', () => {
  const begin = async () =>
    (JSON.parse((await shell.ask('/uploads', { method: 'POST' })).text) as { id: string }).id;
  const put = (id: string, path: string, body: Buffer | string) =>
    shell.ask(`/uploads/${id}/${encodeURIComponent(path)}`, { method: 'PUT', body });

  it('become a folder that the engine can open', async () => {
    const id = await begin();
    const picture = somePicture(1);
    for (const name of ['cats/a.png', 'dogs/b.png']) {
      expect((await put(id, `pets/${name}`, picture)).status).toBe(204);
    }
    expect((await put(id, 'pets/cats/a.png', picture)).status).toBe(400);
    const opened = OpenedSource.parse(
      JSON.parse((await shell.ask(`/uploads/${id}/done`, { method: 'POST' })).text),
    );
    expect(opened.name).toBe('pets');

    const { socket: window, greeting } = await shell.session();
    const client = await shell.engine(greeting.session);
    const report = await client.call('images', { source: opened.source, gray: false });
    expect(report.classes).toEqual({ cats: 1, dogs: 1 });
    await expect(client.call('images', { source: '/etc', gray: false })).rejects.toThrow('not open');
    client.close();
    window.close();
    await once(window, 'close');
  });

  it.each(['../x.png', 'a/../../x.png', '/etc/x.png', 'a\\..\\x.png', '', '.', 'x'.repeat(300)])(
    'are rejected with the path %j',
    async (path) => {
      expect([400, 404]).toContain((await put(await begin(), path, 'x')).status);
    },
  );

  it('are rejected before they are sent if they are too large', async () => {
    const headers = { 'content-length': String(3 * 2 ** 30), expect: '100-continue' };
    const path = `/uploads/${await begin()}/large.png`;
    const answer = await shell.ask(path, { method: 'PUT', headers });
    expect([answer.status, answer.text]).toEqual([413, expect.stringContaining('larger than 537 MB')]);
  });
});

describe('the active window', () => {
  it('is the only one; a second window is told so and may take over', async () => {
    const first = await shell.session();
    expect(first.greeting.source).toEqual({ source: 'sample:digits', name: 'digits' });
    expect(await closeOf(shell.socket('/session'))).toEqual({
      code: 4002,
      reason: 'Mnemoscope is open in another window.',
    });
    const port = shell.socket(`/engine/landscape?session=${first.greeting.session}`);
    await once(port, 'message');
    const ends = [closeOf(first.socket), closeOf(port)];
    const second = await shell.session('?take=1');
    expect((await Promise.all(ends)).map(({ code }) => code)).toEqual([4001, 4001]);
    const stale = shell.socket(`/engine/landscape?session=${first.greeting.session}`);
    expect((await closeOf(stale)).code).toBe(4001);
    second.socket.close();
    await once(second.socket, 'close');
  });
});

describe('an engine', () => {
  it('reports that it was killed, and is started again three times', async () => {
    const { socket: window, greeting } = await shell.session();
    for (let crashes = 0; crashes < 4; crashes++) {
      const port = await shell.engineSocket(greeting.session);
      killEngines();
      expect(await closeOf(port)).toEqual({ code: 1011, reason: 'ended by SIGKILL' });
    }
    const refused = await closeOf(shell.socket(`/engine/descent?session=${greeting.session}`));
    expect(refused).toEqual({ code: 4003, reason: expect.stringContaining('crashed 4 times') as string });
    // crashes count for each role by itself, and ending an engine is not a crash
    const other = shell.socket(`/engine/landscape?session=${greeting.session}`);
    await once(other, 'message');
    const ended = closeOf(other);
    expect((await shell.ask('/engine/landscape/end', { method: 'POST' })).status).toBe(204);
    expect((await ended).code).toBe(1011);
    window.close();
  });
});

it('removes its temporary files when it stops', async () => {
  const temporary = temporaryFolder();
  const server = await WebShell.start([], temporary);
  onTestFinished(() => {
    server.child.kill();
  });
  await server.enter();
  await server.ask('/uploads', { method: 'POST' });
  expect(uploadFolders(temporary)).toHaveLength(1);
  const { socket } = await server.session();
  const closed = closeOf(socket);
  expect(await server.stop()).toBe(0);
  expect((await closed).reason).toBe('Mnemoscope was stopped.');
  expect(uploadFolders(temporary)).toEqual([]);
});

/** Kills the engine processes, which are children of the server. */
function killEngines(): void {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(shell.child.pid)], {
    encoding: 'utf8',
  });
  for (const line of children.split('\n').filter((text) => text.includes('engine.js'))) {
    process.kill(Number.parseInt(line, 10), 'SIGKILL');
  }
}
