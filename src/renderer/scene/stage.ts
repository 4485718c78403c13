import { WebGLRenderer } from 'three';
import type { Slab, SlabLook } from './slab';
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

  /** Geometries, textures and programs on the device. */
  get held(): { geometries: number; textures: number; programs: number } {
    const { memory, programs } = this.#renderer.info;
    return { geometries: memory.geometries, textures: memory.textures, programs: programs?.length ?? 0 };
  }

  /** In CSS pixels. */
  resize(width: number, height: number, pixelRatio: number): void {
    this.#height = height;
    const [across, down] = [Math.floor(width * pixelRatio), Math.floor(height * pixelRatio)];
    if (across === this.#canvas.width && down === this.#canvas.height) return;
    this.#renderer.setPixelRatio(pixelRatio);
    this.#renderer.setSize(width, height, false);
  }

  draw(views: readonly { readonly slab: Slab; readonly camera: ViewCamera }[], look: SlabLook): ImageBitmap {
    const renderer = this.#renderer;
    renderer.setScissorTest(false);
    renderer.clear();
    renderer.setScissorTest(true);
    for (const { slab, camera } of views) {
      const { x, y, width, height } = camera.rect;
      // WebGL counts from the bottom
      renderer.setViewport(x, this.#height - y - height, width, height);
      renderer.setScissor(x, this.#height - y - height, width, height);
      slab.seenFrom(camera.eye, renderer.getPixelRatio(), look);
      renderer.render(slab.scene, camera.camera);
    }
    return this.#canvas.transferToImageBitmap();
  }
}
