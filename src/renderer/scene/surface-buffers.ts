import { DataTexture, FloatType, RedFormat, RGFormat, UnsignedByteType } from 'three';
import { bakeLight } from './light-baking';
import { TopGeometry } from './slab-geometry';
import type { Surface } from './height-field';
import { heightsOf } from './height-field';
import { OVERLAP } from './shaders';

/** A sketch uses every third row and column, so that it is drawn in a fraction of the time. */
const SKETCH_STRIDE = 3;

/** The textures and geometries of a surface of `size` points along each axis. The creator disposes of them. */
export class SurfaceBuffers {
  readonly energies: DataTexture;
  readonly light: DataTexture;
  readonly whole: TopGeometry;
  readonly sketch: TopGeometry;

  constructor(readonly size: number) {
    this.energies = new DataTexture(new Float32Array(size * size), size, size, RedFormat, FloatType);
    this.light = new DataTexture(new Uint8Array(2 * size * size), size, size, RGFormat, UnsignedByteType);
    this.whole = new TopGeometry(size, 1);
    this.sketch = new TopGeometry(size, SKETCH_STRIDE);
  }

  /** Replaces the surface by another one of the same size; with `hasPlate`, it is cut. */
  show(surface: Surface, hasPlate: boolean): void {
    const { low, cut } = surface;
    const energies = surface.energies.map((energy) => (Number.isFinite(energy) ? energy : 2 * cut - low));
    const overlap = OVERLAP * (cut - low);
    const band = hasPlate ? { from: cut - overlap, to: cut + overlap } : null;
    this.whole.show(energies, band);
    this.sketch.show(energies, band);
    this.energies.image.data = energies;
    this.light.image.data = bakeLight(heightsOf(surface), this.size);
    this.energies.needsUpdate = this.light.needsUpdate = true;
  }

  dispose(): void {
    for (const resource of [this.energies, this.light, this.whole, this.sketch]) resource.dispose();
  }
}
