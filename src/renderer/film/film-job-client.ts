import type { Progress } from '#shared/progress';
import { request } from '../host/server-client';

/** What the film page and the server that opened it say to each other. */

interface Messages {
  readonly progress: Progress;
  readonly done: { readonly frames: number };
  /** Sentences: what happened, and what to do about it. */
  readonly failed: { readonly message: string; readonly next: string };
}

export function getJob(): Promise<unknown> {
  return request('/film/job', {});
}

export async function putBytes(bytes: Uint8Array<ArrayBuffer>, position: number): Promise<void> {
  await request(`/film/out?position=${String(position)}`, { method: 'PUT', body: bytes });
}

export async function postMessageToServer<K extends keyof Messages>(
  what: K,
  message: Messages[K],
): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await request(`/film/${what}`, { method: 'POST', headers, body: JSON.stringify(message) });
}

/** Progress comes faster than it can be sent: while one report is under way, later ones replace each other. */
export class ProgressReport {
  #sending: Promise<void> | null = null;
  #next: Progress | null = null;

  send(progress: Progress): void {
    this.#next = progress;
    this.#sending ??= this.#sendAll();
  }

  /** Resolves when all is sent; rejects when the server is gone. */
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
