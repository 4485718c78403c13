import { EngineError, cancelled } from '#shared/errors';
import type { Baked, BakeRequest } from './bake';
import workerUrl from './bake.worker.ts?worker&url';

/** Bakes surfaces in a worker, one at a time, so that the window's own thread is never held up. */
export class Baker {
  readonly #worker = new Worker(vouched(workerUrl), { type: 'module' });
  #last: Promise<unknown> = Promise.resolve();
  #giveUp: (reason: EngineError) => void = () => undefined;

  bake(request: BakeRequest): Promise<Baked> {
    const baked = this.#last.then(() => this.#ask(request));
    // the next one waits for this one's end, however it ended
    this.#last = baked.catch(() => undefined);
    return baked;
  }

  /** What is under way is cancelled. */
  dispose(): void {
    this.#worker.terminate();
    this.#giveUp(cancelled());
  }

  #ask(request: BakeRequest): Promise<Baked> {
    return new Promise((resolve, reject) => {
      this.#giveUp = reject;
      this.#worker.onmessage = ({ data }: MessageEvent<Baked>) => {
        resolve(data);
      };
      this.#worker.onerror = ({ message }) => {
        reject(new EngineError('internal', `The surface could not be prepared (${message}).`));
      };
      this.#worker.postMessage(request);
    });
  }
}

/** The page's policy starts no script from a mere string; this vouches for the one address that the build made. */
function vouched(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy(`mnemoscope-worker`, { createScriptURL: () => url });
  return (policy?.createScriptURL(url) ?? url) as string;
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): unknown };
}
