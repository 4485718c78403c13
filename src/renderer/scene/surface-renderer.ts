import { EngineError, cancelled } from '#shared/errors';
import type { Orbit } from './orbit';
import type { Ramp } from './color-ramp';
import type { SlabStyle, SlabSpec } from './slab';
import workerUrl from './surface-renderer.worker.ts?worker&url';
import type { Lens, Margins, Rect } from './view-camera';

export interface SlabViewSpec {
  /** The slab's place among those that were given last. */
  readonly slab: number;
  /** The place of the one whose iso-lines stand over it. */
  readonly overlay: number | null;
  readonly ramp: Ramp;
  readonly lens: Lens;
  readonly rect: Rect;
  readonly margins: Margins;
  readonly orbit: Orbit;
}

export interface SurfaceImageSpec {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly style: SlabStyle;
  readonly views: readonly SlabViewSpec[];
  /** The surfaces, where they are not those of the picture before. */
  readonly slabs?: readonly SlabSpec[];
  /** Drawn in a fraction of the time: for frames that the next one replaces at once. */
  readonly isSketch?: boolean;
}

export interface SurfaceImage {
  readonly bitmap: ImageBitmap;
  /** What is on the graphics device. */
  readonly resources: { readonly geometries: number; readonly textures: number; readonly programs: number };
}

export type Reply = SurfaceImage | { readonly failed: string } | 'stale';

/**
 * SurfaceRenderer, drawn in a worker: graphics calls may wait for the device as long as they like, and the window's own thread
 * is never resources up. Requests are answered in their order.
 */
export class SurfaceRenderer {
  readonly #worker = new Worker(trustedUrl(workerUrl), { type: 'module' });
  readonly #asked: { resolve: (picture: SurfaceImage) => void; reject: (reason: EngineError) => void }[] = [];

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

  draw(picture: SurfaceImageSpec): Promise<SurfaceImage> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#worker.postMessage(picture);
    });
  }

  /** What is under way is cancelled. */
  dispose(): void {
    this.#worker.terminate();
    for (const { reject } of this.#asked.splice(0)) reject(cancelled());
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
function trustedUrl(url: string): string {
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
