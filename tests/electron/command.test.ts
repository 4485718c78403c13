import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli';
import { somePicture } from '../support/pictures';
import { uploadFolders, WebShell } from '../support/web';
import { forkStandIn } from './launch';

/** Runs the installed app as a command line: the same program without a window, in a utility process. */

const main = fileURLToPath(new URL('../../out/main/main.js', import.meta.url));
const folder = temporaryFolder();

async function run(...args: readonly string[]) {
  const child = forkStandIn(main, args, folder, 'pipe');
  if (!child.stdout || !child.stderr) throw new Error('its output is piped');
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  return { stdout, stderr, status };
}

it('runs a command whose helpers are utility processes too', async () => {
  const { stdout, status } = await run('devices', '--json');
  const { devices } = JSON.parse(stdout) as { devices: object[] };
  expect(devices).toContainEqual(expect.objectContaining({ id: 'cpu', works: true }));
  expect(status).toBe(0);
});

it('runs a custom energy in a utility process', async () => {
  const energy = fileURLToPath(new URL('../../docs/examples/own-energy/lsr.onnx', import.meta.url));
  const args = ['descend', 'sample:digits', '--memories', '3', '--steps', '5', '--json'];
  const { stdout, stderr, status } = await run(...args, '--model', 'none', '--own-energy', energy);
  expect(stderr).toContain('lsr.onnx');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ models: { own: { nearest: [0, 1, 2] } } });
});

it('exits with the status of its command', async () => {
  const { stderr, status } = await run('images', join(folder, 'nothing'));
  expect(stderr).toContain('nothing');
  expect(status).toBe(1);
});

it('serves the window to a browser, with engines that are utility processes', async () => {
  const args = ['serve', '--no-open', '--json'];
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary);
  const env = { TMPDIR: temporary, TEMP: temporary };
  const shell = await WebShell.of(forkStandIn(main, args, folder, 'pipe', env));
  await shell.enter();
  const { greeting } = await shell.session();
  const engine = await shell.engine(greeting.session);
  expect(await engine.call('samples', {})).toContainEqual(
    expect.objectContaining({ source: 'sample:emoji' }),
  );
  // the running engine is granted the upload before it is asked to read it
  const { source } = await shell.upload(somePicture(1));
  expect(await engine.call('images', { source, gray: false })).toMatchObject({ count: 1 });
  expect(await shell.stop('SIGTERM')).toBe(0);
  expect(uploadFolders(temporary)).toEqual([]);
});
