import { EngineError, cancelled } from '#shared/errors';
import type { Baked, BakeRequest } from './bake';

/** Bakes surfaces in a worker, one at a time, so that the window's own thread is never held up. */
export class Baker {
  readonly #worker = new Worker(new URL('./bake.worker.ts', import.meta.url), { type: 'module' });
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
