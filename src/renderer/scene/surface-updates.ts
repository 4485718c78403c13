import type { SurfaceImage, SurfaceImageSpec } from './surface-renderer';
import { SurfaceRenderer } from './surface-renderer';

/**
 * Keeps an image of surfaces up to date with the latest request. Requests are processed one at a time, and those that
 * a newer one has replaced are skipped.
 */
export class SurfaceUpdates<Request> {
  readonly #renderer: SurfaceRenderer;
  #latest: Request | null = null;
  #running: Promise<void> | null = null;
  #image: ImageBitmap | null = null;

  /**
   * `update` processes a request and may call `render`. `onStale` is called when the graphics device was lost and came
   * back: the image must be drawn again.
   */
  constructor(
    private readonly update: (request: Request) => Promise<void>,
    onStale: () => void,
  ) {
    this.#renderer = new SurfaceRenderer(onStale);
  }

  /** Whether a request is being processed. */
  get isBusy(): boolean {
    return this.#running !== null;
  }

  /** Resolves once this request, or a newer one, is processed; rejects with what `update` throws. */
  request(request: Request): Promise<void> {
    this.#latest = request;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Replaces the image; it becomes available once `alongside` has resolved too. */
  async render(spec: SurfaceImageSpec, alongside: Promise<void>): Promise<SurfaceImage['resources']> {
    const [{ bitmap, resources }] = await Promise.all([this.#renderer.draw(spec), alongside]);
    this.#image?.close();
    this.#image = bitmap;
    return resources;
  }

  /** Returns the image if it has changed since the last call, else null. The caller closes it. */
  takeImage(): ImageBitmap | null {
    const image = this.#image;
    this.#image = null;
    return image;
  }

  dispose(): void {
    this.#renderer.dispose();
    this.#image?.close();
  }

  async #run(): Promise<void> {
    try {
      for (let request = this.#latest; request !== null; request = this.#latest) {
        this.#latest = null;
        await this.update(request);
      }
    } finally {
      this.#running = null;
    }
  }
}
