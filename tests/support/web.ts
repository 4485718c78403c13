import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { ENGINE_READY, OpenedSource, SessionGreeting } from '#shared/host';
import { EngineClient } from '#shared/rpc/client';
import { socketPort } from '#shared/rpc/socket-port';

const entry = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));

interface RequestOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export interface TextResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A server in a process of its own, and a client that has its cookie. */
export class WebShell {
  cookie = '';

  private constructor(
    readonly child: ChildProcess,
    readonly address: URL,
  ) {}

  /** `temporary` receives the server's temporary files, by default the system's folder. */
  static start(args: readonly string[] = [], temporary = tmpdir()): Promise<WebShell> {
    const env = { ...process.env, TMPDIR: temporary, TEMP: temporary };
    return WebShell.of(spawn(process.execPath, [entry, 'serve', ...args, '--no-open', '--json'], { env }));
  }

  /** Takes a server that was started with --json and with its output piped. */
  static async of(child: ChildProcess): Promise<WebShell> {
    if (!child.stdout) throw new Error('its output is piped');
    const exited = once(child, 'exit').then(([status]) => {
      throw new Error(`the server exited with ${String(status)} before it was ready`);
    });
    const [line] = (await Promise.race([once(child.stdout, 'data'), exited])) as [Buffer];
    exited.catch(() => undefined); // it may exit from now on
    const { address } = JSON.parse(line.toString()) as { address: string };
    return new WebShell(child, new URL(address));
  }

  /** Sends the request unchanged: the path is not normalised. */
  ask(path: string, { method = 'GET', headers, body }: RequestOptions = {}): Promise<TextResponse> {
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

  /** Connects as the active window. */
  async session(query = ''): Promise<{ socket: WebSocket; greeting: SessionGreeting }> {
    const socket = this.socket(`/session${query}`);
    const [data] = (await once(socket, 'message')) as [Buffer];
    return { socket, greeting: SessionGreeting.parse(JSON.parse(data.toString())) };
  }

  async engineSocket(session: string): Promise<WebSocket> {
    const socket = this.socket(`/engine/descent?session=${session}`);
    const [data] = (await once(socket, 'message')) as [Buffer];
    if (data.toString() !== ENGINE_READY) throw new Error(`the engine's first message is ${data.toString()}`);
    return socket;
  }

  async engine(session: string): Promise<EngineClient> {
    return new EngineClient(socketPort(await this.engineSocket(session)));
  }

  /** Uploads one picture as a browser does. */
  async upload(picture: Buffer): Promise<OpenedSource> {
    const { id } = JSON.parse((await this.ask('/uploads', { method: 'POST' })).text) as { id: string };
    await this.ask(`/uploads/${id}/a.png`, { method: 'PUT', body: picture });
    const done = await this.ask(`/uploads/${id}/done`, { method: 'POST' });
    return OpenedSource.parse(JSON.parse(done.text));
  }

  /** Ends the server, by default as Ctrl-C does. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.child.kill(signal);
    if (this.child.exitCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }
}

/** Resolves with the code and the reason when the socket is closed. */
export async function closeOf(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return { code, reason: reason.toString() };
}

/** Returns the upload folders that servers have not removed yet. */
export function uploadFolders(temporary: string): string[] {
  return readdirSync(temporary).filter((name) => name.startsWith('mnemoscope-uploads-'));
}
