import { WebGLRenderer } from 'three';
import type { Ramp } from './color-ramp';
import type { Slab, SlabStyle } from './slab';
import type { ViewCamera } from './view-camera';

/** A part of a picture. */
export interface SlabView {
  readonly slab: Slab;
  /** Another surface, whose iso-lines stand over it. */
  readonly overlay: Slab | null;
  readonly camera: ViewCamera;
  readonly ramp: Ramp;
}

/** One WebGL canvas for all views, drawn into pictures; of sketches with fewer triangles, and edges that are not smoothed. */
export class WebGLStage {
  readonly #canvas = new OffscreenCanvas(1, 1);
  readonly #renderer: WebGLRenderer;
  #height = 1;

  /** `onRestored`: the graphics device came back after a loss. Throws where there is no WebGL. */
  constructor(
    onRestored: () => void,
    private readonly isSketch = false,
  ) {
    this.#renderer = new WebGLRenderer({ canvas: this.#canvas, antialias: !isSketch, alpha: true });
    this.#renderer.setClearColor(0, 0);
    this.#renderer.autoClear = false;
    this.#canvas.addEventListener('webglcontextlost', (event) => {
      // without this a browser does not give the context back
      event.preventDefault();
    });
    this.#canvas.addEventListener('webglcontextrestored', () => {
      // three clears to black after a loss
      this.#renderer.setClearColor(0, 0);
      onRestored();
    });
  }

  /** Geometries, textures and programs on the device. */
  get resources(): { geometries: number; textures: number; programs: number } {
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

  draw(views: readonly SlabView[], style: SlabStyle): ImageBitmap {
    const renderer = this.#renderer;
    renderer.setScissorTest(false);
    renderer.clear();
    renderer.setScissorTest(true);
    for (const { slab, overlay, camera, ramp } of views) {
      const { x, y, width, height } = camera.rect;
      // WebGL counts from the bottom
      renderer.setViewport(x, this.#height - y - height, width, height);
      renderer.setScissor(x, this.#height - y - height, width, height);
      const options = { style, ramp, pixelRatio: renderer.getPixelRatio(), isSketch: this.isSketch };
      slab.setView(camera, options);
      renderer.render(slab.scene, camera.camera);
      if (!overlay) continue;
      overlay.setView(camera, options);
      renderer.render(overlay.lines, camera.camera);
    }
    return this.#canvas.transferToImageBitmap();
  }
}
