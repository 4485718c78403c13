import { BufferAttribute, BufferGeometry } from 'three';

/**
 * A slab's geometry has indices but no positions: vertex row * size + column is a point of the grid, which the vertex
 * shader places by the surface's textures (shaders.ts).
 */

/** The band of energies around the cut in which both surface and plate are drawn. */
export interface CutBand {
  readonly from: number;
  readonly to: number;
}

/**
 * The triangles of a slab's top, which is drawn in two passes. Each pass has only those triangles of which something may
 * remain visible, because discarded fragments cost as much as drawn ones. The triangles join every `stride`-th row and
 * column, and the last ones. Size: 3.1 MB at 256 × 256.
 */
export class TopGeometry {
  readonly surface: BufferGeometry;
  readonly plate: BufferGeometry;
  /** The indices of the rows that are used, which are also those of the columns. */
  readonly #lines: readonly number[];
  readonly #size: number;

  constructor(size: number, stride: number) {
    const all = Array.from({ length: size }, (_, line) => line);
    this.#size = size;
    this.#lines = all.filter((line) => line % stride === 0 || line === size - 1);
    const maxIndices = 6 * (this.#lines.length - 1) ** 2;
    this.surface = indexed(new Uint32Array(maxIndices));
    this.plate = indexed(new Uint32Array(maxIndices));
  }

  /**
   * Selects the triangles for finite energies [size, size]; without a cut all belong to the surface. Cost: about 3 ms
   * at 256 × 256.
   */
  show(energies: Float32Array, cut: CutBand | null): void {
    const [surface, plate] = [new TriangleWriter(this.surface), new TriangleWriter(this.plate)];
    const add = (a: number, b: number, c: number) => {
      const [x, y, z] = [energies[a] ?? 0, energies[b] ?? 0, energies[c] ?? 0];
      const [low, high] = [Math.min(x, y, z), Math.max(x, y, z)];
      // the centre of a pixel at a triangle's edge may lie outside the triangle
      const slack = high - low;
      if (!cut || low - slack <= cut.to) surface.add(a, b, c);
      if (cut && high + slack >= cut.from) plate.add(a, b, c);
    };
    const lines = this.#lines;
    for (let j = 1; j < lines.length; j++) {
      const [above, below] = [this.#size * (lines[j - 1] ?? 0), this.#size * (lines[j] ?? 0)];
      for (let i = 1; i < lines.length; i++) {
        const [left, right] = [lines[i - 1] ?? 0, lines[i] ?? 0];
        add(above + left, below + left, above + right);
        add(above + right, below + left, below + right);
      }
    }
    surface.end();
    plate.end();
  }

  dispose(): void {
    this.surface.dispose();
    this.plate.dispose();
  }
}

/** Overwrites the triangles of a geometry. */
class TriangleWriter {
  #count = 0;

  constructor(private readonly geometry: BufferGeometry) {}

  add(a: number, b: number, c: number): void {
    this.geometry.index?.setXYZ(this.#count, a, b, c);
    this.#count += 3;
  }

  end(): void {
    this.geometry.setDrawRange(0, this.#count);
    if (this.geometry.index) this.geometry.index.needsUpdate = true;
  }
}

const walls = new Map<number, BufferGeometry>();

/**
 * Returns the four walls from the surface's edges down to the base: front, back, right, left. Each point of an edge has
 * four vertices: one at the top and one at the base, and another pair for the place where the edge crosses the cut before
 * the next point. The geometry is shared by all slabs of a size, of which a session has few.
 */
export function wallGeometry(size: number): BufferGeometry {
  const geometry = walls.get(size) ?? indexed(wallIndices(size));
  walls.set(size, geometry);
  return geometry;
}

function wallIndices(size: number): Uint32Array {
  const perWall = 2 * size - 1;
  const indices = new Uint32Array(4 * 6 * perWall);
  for (let wall = 0; wall < 4; wall++) {
    const isFront = wall === 0 || wall === 3;
    for (let i = 0; i < perWall; i++) {
      const a = 4 * size * wall + 2 * i;
      const facing = isFront
        ? [a, a + 1, a + 2, a + 2, a + 1, a + 3]
        : [a, a + 2, a + 1, a + 2, a + 3, a + 1];
      indices.set(facing, 6 * (perWall * wall + i));
    }
  }
  return indices;
}

function indexed(indices: Uint32Array): BufferGeometry {
  return new BufferGeometry().setIndex(new BufferAttribute(indices, 1));
}
