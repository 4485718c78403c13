import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli';
import { forkStandIn } from './launch';

/** The installed binary as a command line: the same program, without a window, as a utility process. */

const main = fileURLToPath(new URL('../../out/main/main.js', import.meta.url));
const folder = temporaryFolder();

async function run(...args: readonly string[]) {
  const child = await forkStandIn(main, args, folder, 'pipe');
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

it('ends with the status of its command', async () => {
  const { stderr, status } = await run('images', join(folder, 'nothing'));
  expect(stderr).toContain('nothing');
  expect(status).toBe(1);
});
