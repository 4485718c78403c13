import type { Progress } from '#shared/progress';
import { request } from '../host/server-client';

/** The messages from the film page to the server that opened it. */
interface Messages {
  readonly progress: Progress;
  readonly done: { readonly frames: number };
  /** Both are sentences: what happened, and what to do next. */
  readonly failed: { readonly message: string; readonly next: string };
}

export function getJob(): Promise<unknown> {
  return request('/film/job', {});
}

export async function putBytes(bytes: Uint8Array<ArrayBuffer>, position: number): Promise<void> {
  await request(`/film/out?position=${String(position)}`, { method: 'PUT', body: bytes });
}

export async function postMessageToServer<K extends keyof Messages>(
  kind: K,
  message: Messages[K],
): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await request(`/film/${kind}`, { method: 'POST', headers, body: JSON.stringify(message) });
}

/** Sends progress, which may come faster than it can be sent: while one report is sent, only the latest one waits. */
export class ProgressReport {
  #sending: Promise<void> | null = null;
  #next: Progress | null = null;

  send(progress: Progress): void {
    this.#next = progress;
    this.#sending ??= this.#sendAll();
  }

  /** Resolves when all reports are sent; rejects if the server no longer answers. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#next) {
      const progress = this.#next;
      this.#next = null;
      await postMessageToServer('progress', progress);
    }
    this.#sending = null;
  }
}
