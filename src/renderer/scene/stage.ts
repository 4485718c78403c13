import { WebGLRenderer } from 'three';
import type { Slab } from './slab';
import type { ViewCamera } from './view-camera';

/** One WebGL canvas for all views, drawn into pictures. */
export class Stage {
  readonly #canvas = new OffscreenCanvas(1, 1);
  readonly #renderer: WebGLRenderer;
  #height = 1;

  /** `onRestored`: the graphics device came back after a loss. Throws where there is no WebGL. */
  constructor(onRestored: () => void) {
    this.#renderer = new WebGLRenderer({ canvas: this.#canvas, antialias: true, alpha: true });
    this.#renderer.setClearColor(0, 0);
    this.#canvas.addEventListener('webglcontextlost', (event) => {
      // without this a browser does not give the context back
      event.preventDefault();
    });
    this.#canvas.addEventListener('webglcontextrestored', onRestored);
  }

  /** Geometries and textures on the device. */
  get held(): { geometries: number; textures: number } {
    const { geometries, textures } = this.#renderer.info.memory;
    return { geometries, textures };
  }

  /** In CSS pixels. */
  resize(width: number, height: number, pixelRatio: number): void {
    this.#height = height;
    const [across, down] = [Math.floor(width * pixelRatio), Math.floor(height * pixelRatio)];
    if (across === this.#canvas.width && down === this.#canvas.height) return;
    this.#renderer.setPixelRatio(pixelRatio);
    this.#renderer.setSize(width, height, false);
  }

  draw(views: readonly { readonly slab: Slab; readonly camera: ViewCamera }[]): ImageBitmap {
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
    return this.#canvas.transferToImageBitmap();
  }
}
