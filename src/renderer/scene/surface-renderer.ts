import { EngineError, cancelled } from '#shared/errors';
import type { Orbit } from './orbit';
import type { Ramp } from './color-ramp';
import type { SlabStyle, SlabSpec } from './slab';
import workerUrl from './surface-renderer.worker.ts?worker&url';
import type { Lens, Margins, Rect } from './view-camera';

export interface SlabViewSpec {
  /** The index of the slab among the last ones given. */
  readonly slab: number;
  /** The index of the slab whose iso-lines are drawn over it. */
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
  /** The surfaces; absent where they are the same as in the previous image. */
  readonly slabs?: readonly SlabSpec[];
  /** Whether fewer triangles are drawn, for frames that the next one soon replaces. */
  readonly isSketch?: boolean;
}

export interface SurfaceImage {
  readonly bitmap: ImageBitmap;
  /** The number of resources on the graphics device. */
  readonly resources: { readonly geometries: number; readonly textures: number; readonly programs: number };
}

export type Reply = SurfaceImage | { readonly failed: string } | 'stale';

/**
 * Draws surfaces in a worker, so that graphics calls that wait for the device never block the window's thread. Requests
 * are answered in order.
 */
export class SurfaceRenderer {
  readonly #worker = new Worker(trustedUrl(workerUrl), { type: 'module' });
  #isDisposed = false;
  readonly #pending: { resolve: (image: SurfaceImage) => void; reject: (reason: EngineError) => void }[] = [];

  /** `onStale` is called when the graphics device was lost and came back, so that all must be drawn again. */
  constructor(onStale: () => void) {
    this.#worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (data === 'stale') onStale();
      else if ('failed' in data) this.#pending.shift()?.reject(failure(data.failed));
      else this.#pending.shift()?.resolve(data);
    };
    this.#worker.onerror = ({ message }) => {
      for (const { reject } of this.#pending.splice(0)) reject(failure(message));
    };
  }

  /** Rejects with `cancelled` after `dispose`. */
  draw(spec: SurfaceImageSpec): Promise<SurfaceImage> {
    if (this.#isDisposed) return Promise.reject(cancelled());
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject });
      this.#worker.postMessage(spec);
    });
  }

  /** Cancels the pending requests. */
  dispose(): void {
    this.#isDisposed = true;
    this.#worker.terminate();
    for (const { reject } of this.#pending.splice(0)) reject(cancelled());
  }
}

function failure(reason: string): EngineError {
  return new EngineError(
    'unsupported',
    `The landscapes could not be drawn (${reason}).`,
    'Everything else works without them. Update the graphics driver, or open Mnemoscope in another browser.',
  );
}

/** The page's Trusted Types policy refuses plain strings as scripts; this policy allows the worker's address alone. */
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
