import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { SessionGreeting } from '#shared/host';

const entry = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));

interface Question {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A server as a person starts it, and a client that holds its cookie. */
export class WebShell {
  cookie = '';

  private constructor(
    readonly child: ChildProcess,
    readonly address: URL,
  ) {}

  static async start(...args: string[]): Promise<WebShell> {
    const child = spawn(process.execPath, [entry, 'serve', ...args, '--no-open', '--json']);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { address } = JSON.parse(line.toString()) as { address: string };
    return new WebShell(child, new URL(address));
  }

  /** Sends exactly what is given; an address is not tidied up on its way. */
  ask(path: string, { method = 'GET', headers, body }: Question = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: this.address.hostname,
          port: this.address.port,
          path,
          method,
          headers: { cookie: this.cookie, ...headers },
          agent: false,
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', () => {
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          });
        },
      );
      sent.on('error', reject).end(body);
    });
  }

  async enter(): Promise<void> {
    const { headers } = await this.ask(`/?token=${this.address.searchParams.get('token') ?? ''}`);
    this.cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  }

  socket(path: string, headers: Record<string, string> = {}): WebSocket {
    return new WebSocket(`ws://${this.address.host}${path}`, {
      headers: { cookie: this.cookie, ...headers },
    });
  }

  /** A window that is live. */
  async session(query = ''): Promise<{ socket: WebSocket; greeting: SessionGreeting }> {
    const socket = this.socket(`/session${query}`);
    const [data] = (await once(socket, 'message')) as [Buffer];
    return { socket, greeting: SessionGreeting.parse(JSON.parse(data.toString())) };
  }

  /** Ends the server as Ctrl-C does. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGINT');
    if (this.child.exitCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }
}

/** The code and reason with which a socket was closed. */
export async function closeOf(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return { code, reason: reason.toString() };
}
