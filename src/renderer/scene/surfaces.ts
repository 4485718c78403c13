import { EngineError, cancelled, invariant } from '#shared/errors';
import type { Orbit } from './orbit';
import type { Surface } from './relief';
import type { SlabLook } from './slab';
import workerUrl from './surfaces.worker.ts?worker&url';
import type { Margins, Rect } from './view-camera';

export interface SlabSpec {
  readonly surface: Surface;
  readonly look: SlabLook;
  readonly isoStep: number;
  /** Hatched above this energy. */
  readonly hatchAbove: number | null;
}

export interface View {
  /** The slab's place among those made last. */
  readonly slab: number;
  readonly rect: Rect;
  readonly margins: Margins;
  readonly orbit: Orbit;
}

export interface PictureSpec {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly views: readonly View[];
}

/** In the scene's units, [size, size]. */
export type Heights = Float32Array;

export interface Picture {
  readonly bitmap: ImageBitmap;
  /** What is on the graphics device. */
  readonly held: { readonly geometries: number; readonly textures: number };
}

export type Request = { readonly make: readonly SlabSpec[] } | { readonly draw: PictureSpec };
type Answer = { readonly made: readonly Heights[] } | { readonly drawn: Picture };
export type Reply = Answer | { readonly failed: string } | 'stale';

/**
 * Surfaces, made and drawn in a worker: graphics calls may wait for the device as long as they like, and the window's
 * own thread is never held up. Requests are answered in their order.
 */
export class Surfaces {
  readonly #worker = new Worker(vouched(workerUrl), { type: 'module' });
  readonly #asked: { resolve: (answer: Answer) => void; reject: (reason: EngineError) => void }[] = [];

  /** `onStale`: the graphics device was lost and came back, so what was drawn is to be drawn again. */
  constructor(onStale: () => void) {
    this.#worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (data === 'stale') onStale();
      else if ('failed' in data) this.#asked.shift()?.reject(failure(data.failed));
      else this.#asked.shift()?.resolve(data);
    };
    this.#worker.onerror = ({ message }) => {
      for (const { reject } of this.#asked.splice(0)) reject(failure(message));
    };
  }

  /** Replaces all surfaces; resolves to their heights. */
  async make(slabs: readonly SlabSpec[]): Promise<readonly Heights[]> {
    const reply = await this.#ask({ make: slabs });
    invariant('made' in reply, 'surfaces that were asked for are made');
    return reply.made;
  }

  async draw(picture: PictureSpec): Promise<Picture> {
    const reply = await this.#ask({ draw: picture });
    invariant('drawn' in reply, 'a picture that was asked for is drawn');
    return reply.drawn;
  }

  /** What is under way is cancelled. */
  dispose(): void {
    this.#worker.terminate();
    for (const { reject } of this.#asked.splice(0)) reject(cancelled());
  }

  #ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
  }
}

function failure(reason: string): EngineError {
  return new EngineError(
    'unsupported',
    `The landscapes could not be drawn (${reason}).`,
    'Everything else works without them. Update the graphics driver, or open Mnemoscope in another browser.',
  );
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
