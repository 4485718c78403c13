import { spawn } from 'node:child_process';
import { isIP } from 'node:net';
import { env, platform } from 'node:process';
import { startServer } from '#server/server';
import { log } from '../console';
import type { Options } from '../options';
import { isRoot } from '../headless-browser';
import type { Command } from './command';

const MAX_PORT = 65_535;

export const serve: Command = {
  usage: 'serve [<source>]',
  summary: 'serve the window to a browser until interrupted',
  maxOperands: 1,
  options: {
    host: { value: 'ADDRESS', default: '127.0.0.1', help: 'address to listen on' },
    port: { value: 'N', default: '0', help: 'port to listen on; 0 chooses a free one' },
    'no-open': { help: 'do not open the browser' },
  },
  async run(options, signal) {
    const host = options.text('host') ?? '';
    if (!isLoopback(host)) {
      log(
        `Warning: other machines can reach ${host}, and the connection is not encrypted. An SSH tunnel to 127.0.0.1 is safer.`,
      );
    }
    const [source] = options.positionals;
    const server = await startServer({ host, port: options.integer('port', { max: MAX_PORT }), source });
    try {
      printAddress(server.address, options);
      if (!options.isOn('no-open')) openInBrowser(server.address);
      await whenAborted(signal);
    } finally {
      await server.close();
    }
    return undefined;
  },
};

/** Prints at once, since the command keeps running. */
function printAddress(address: string, options: Options): void {
  process.stdout.write(`${options.isOn('json') ? JSON.stringify({ address }) : address}\n`);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

/** Opens the address if someone can see the browser. Otherwise a person can open the printed address. */
function openInBrowser(address: string): void {
  if (isRoot() || !hasDisplay()) return;
  const [command, args] = openCommand(address);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {
    // this system cannot open addresses; the address has been printed
  });
  child.unref();
}

function hasDisplay(): boolean {
  if (platform === 'linux') return Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY);
  return env.SSH_CONNECTION === undefined;
}

function openCommand(address: string): [string, string[]] {
  if (platform === 'darwin') return ['open', [address]];
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', address]];
  return ['xdg-open', [address]];
}
