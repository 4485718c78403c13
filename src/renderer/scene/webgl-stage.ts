import { WebGLRenderer } from 'three';
import type { Ramp } from './color-ramp';
import type { Slab, SlabStyle } from './slab';
import type { ViewCamera } from './view-camera';

/** A slab in one view of the image. */
export interface SlabView {
  readonly slab: Slab;
  /** Another surface, whose iso-lines are drawn over this one. */
  readonly overlay: Slab | null;
  readonly camera: ViewCamera;
  readonly ramp: Ramp;
}

/** Draws all views on one WebGL canvas; sketches have fewer triangles and no antialiasing. */
export class WebGLStage {
  readonly #canvas = new OffscreenCanvas(1, 1);
  readonly #renderer: WebGLRenderer;
  #height = 1;

  /** `onRestored` is called when the graphics device came back after a loss. @throws where there is no WebGL. */
  constructor(
    onRestored: () => void,
    private readonly isSketch = false,
  ) {
    this.#renderer = new WebGLRenderer({ canvas: this.#canvas, antialias: !isSketch, alpha: true });
    this.#renderer.setClearColor(0, 0);
    this.#renderer.autoClear = false;
    this.#canvas.addEventListener('webglcontextlost', (event) => {
      // otherwise the browser does not restore the context
      event.preventDefault();
    });
    this.#canvas.addEventListener('webglcontextrestored', () => {
      // three.js resets the clear colour after a loss
      this.#renderer.setClearColor(0, 0);
      onRestored();
    });
  }

  get isLost(): boolean {
    return this.#renderer.getContext().isContextLost();
  }

  /** Resolves when there is a graphics device: at once, or when the one that was lost has come back. */
  async whenRestored(): Promise<void> {
    if (!this.isLost) return;
    await new Promise((resolve) => {
      this.#canvas.addEventListener('webglcontextrestored', resolve, { once: true });
    });
  }

  /** The number of geometries, textures and programs on the device. */
  get resources(): { geometries: number; textures: number; programs: number } {
    const { memory, programs } = this.#renderer.info;
    return { geometries: memory.geometries, textures: memory.textures, programs: programs?.length ?? 0 };
  }

  /** Width and height are in CSS pixels. */
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
      // in WebGL y starts at the bottom
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
