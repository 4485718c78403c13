import { WebGLRenderer } from 'three';
import type { Slab } from './slab';
import type { ViewCamera } from './view-camera';

/** One WebGL canvas for all views of a stage. Draws only when asked. */
export class Stage {
  readonly canvas: HTMLCanvasElement;
  readonly #renderer: WebGLRenderer;
  readonly #onRestored: () => void;
  #height = 1;

  /** `onRestored`: the graphics device came back after a loss, what was drawn is gone. */
  constructor(canvas: HTMLCanvasElement, onRestored: () => void) {
    this.canvas = canvas;
    // kept drawn, so that stills and films can take the canvas after the frame in which it was drawn
    const options = { canvas, antialias: true, alpha: true, preserveDrawingBuffer: true };
    this.#renderer = new WebGLRenderer(options);
    this.#renderer.setClearColor(0, 0);
    this.#onRestored = onRestored;
    canvas.addEventListener('webglcontextlost', this.#lost);
    canvas.addEventListener('webglcontextrestored', this.#restored);
  }

  /** Geometries and textures on the device. */
  get memory(): { geometries: number; textures: number } {
    return this.#renderer.info.memory;
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.#height = height;
    this.#renderer.setPixelRatio(pixelRatio);
    this.#renderer.setSize(width, height, false);
  }

  draw(views: readonly { readonly slab: Slab; readonly camera: ViewCamera }[]): void {
    const renderer = this.#renderer;
    renderer.setScissorTest(false);
    renderer.clear();
    renderer.setScissorTest(true);
    for (const { slab, camera } of views) {
      const { x, y, width, height } = camera.rect;
      // WebGL counts from the bottom
      renderer.setViewport(x, this.#height - y - height, width, height);
      renderer.setScissor(x, this.#height - y - height, width, height);
      slab.seenFrom(camera.eye, renderer.getPixelRatio());
      renderer.render(slab.scene, camera.camera);
    }
  }

  dispose(): void {
    this.canvas.removeEventListener('webglcontextlost', this.#lost);
    this.canvas.removeEventListener('webglcontextrestored', this.#restored);
    this.#renderer.dispose();
    // browsers keep few contexts alive, and free them only when they collect garbage
    this.#renderer.forceContextLoss();
  }

  /** Without this a browser does not give the context back. */
  readonly #lost = (event: Event) => {
    event.preventDefault();
  };

  readonly #restored = () => {
    this.#onRestored();
  };
}
