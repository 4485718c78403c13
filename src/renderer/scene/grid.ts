import { BufferAttribute, BufferGeometry } from 'three';

/**
 * The points of a slab in a flat grid, in whose place the vertex shader puts what the surface's textures say (shaders.ts):
 * all slabs of one size share them.
 */
export interface Grid {
  /** Vertex row * size + column is the grid's point. */
  readonly surface: BufferGeometry;
  /**
   * Four walls from the surface's edges down to the underside: front, back, right, left. Each point of an edge has four
   * vertices: itself and its foot, and both of them once more for where the edge passes the cut on its way to the next.
   */
  readonly sides: BufferGeometry;
}

/** One for each size, of which a session has few. At 256 x 256: 1.6 MB. */
const grids = new Map<number, Grid>();

export function gridOf(size: number): Grid {
  const grid = grids.get(size) ?? {
    surface: indexed(surfaceIndices(size)),
    sides: indexed(sideIndices(size)),
  };
  grids.set(size, grid);
  return grid;
}

function indexed(indices: Uint32Array): BufferGeometry {
  return new BufferGeometry().setIndex(new BufferAttribute(indices, 1));
}

function surfaceIndices(size: number): Uint32Array {
  const indices = new Uint32Array(6 * (size - 1) ** 2);
  let next = 0;
  for (let row = 0; row < size - 1; row++) {
    for (let a = row * size; a < (row + 1) * size - 1; a++) {
      indices.set([a, a + size, a + 1, a + 1, a + size, a + size + 1], next);
      next += 6;
    }
  }
  return indices;
}

function sideIndices(size: number): Uint32Array {
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
