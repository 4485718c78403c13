import { isIP } from 'node:net';
import { startServer } from '#server/server';
import { log } from '../console';
import type { Options } from '../options';
import { openInBrowser } from '../headless-browser';
import type { Command } from './command';

const MAX_PORT = 65_535;

export const serve: Command = {
  usage: 'serve [<source>]',
  summary: 'the window in a browser, until it is interrupted',
  maxOperands: 1,
  options: {
    host: { value: 'ADDRESS', default: '127.0.0.1', help: 'the address to listen on' },
    port: { value: 'N', default: '0', help: 'the port; 0 is any that is free' },
    'no-open': { help: 'do not open the browser' },
  },
  async run(options, signal) {
    const host = options.text('host') ?? '';
    if (!isLoopback(host)) {
      log(
        `Warning: others can reach ${host}, and what passes is not encrypted. An ssh tunnel to 127.0.0.1 is safer.`,
      );
    }
    const [source] = options.positionals;
    const server = await startServer({ host, port: options.integer('port', { max: MAX_PORT }), source });
    try {
      print(server.address, options);
      if (!options.isOn('no-open')) openInBrowser(server.address);
      await interrupted(signal);
    } finally {
      await server.close();
    }
    return undefined;
  },
};

/** At once, since the command stays. */
function print(address: string, options: Options): void {
  process.stdout.write(`${options.isOn('json') ? JSON.stringify({ address }) : address}\n`);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
