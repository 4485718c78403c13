import { HALF, TOP } from './relief';

/** Towards the key light: from the upper left, as in relief maps. */
export const KEY_LIGHT = [-0.55, 0.72, -0.42] as const;

export interface BakeRequest {
  readonly size: number;
  /** [size, size] */
  readonly energies: Float32Array;
  readonly low: number;
  readonly cut: number;
}

/** What every vertex of a surface carries. All [size, size], but slopes and positions with 2 and 3 values a point. */
export interface Baked {
  readonly positions: Float32Array<ArrayBuffer>;
  /** The energies, with a number above the cut where there was none. */
  readonly energies: Float32Array<ArrayBuffer>;
  readonly heights: Float32Array<ArrayBuffer>;
  /** dHeight/dx and dHeight/dz of the uncut surface. */
  readonly slopes: Float32Array<ArrayBuffer>;
  /** 1 = open to the sky, 0 = closed in. */
  readonly openness: Float32Array<ArrayBuffer>;
  /** 1 = lit by the key light, 0 = in its shadow. */
  readonly lit: Float32Array<ArrayBuffer>;
}

/** The light that depends on the shape alone, baked so that a frame is the same on every GPU. About 60 ms at 256 x 256. */
export function bake({ size, energies: given, low, cut }: BakeRequest): Baked {
  const energies = given.map((energy) => (Number.isFinite(energy) ? energy : 2 * cut - low));
  const scale = TOP / (cut - low);
  const heights = energies.map((energy) => (Math.min(Math.max(energy, low), cut) - low) * scale);
  return {
    positions: positionsOf(heights, size),
    energies,
    heights,
    slopes: slopesOf(energies, size, scale),
    openness: smoothed(smoothed(opennessOf(heights, size), size), size),
    lit: smoothed(smoothed(litOf(heights, size), size), size),
  };
}

function cellOf(size: number): number {
  return (2 * HALF) / (size - 1);
}

function positionsOf(heights: Float32Array, size: number): Float32Array<ArrayBuffer> {
  const cell = cellOf(size);
  const positions = new Float32Array(3 * size * size);
  for (let k = 0; k < size * size; k++) {
    positions[3 * k] = -HALF + cell * (k % size);
    positions[3 * k + 1] = heights[k] ?? 0;
    positions[3 * k + 2] = -HALF + cell * Math.floor(k / size);
  }
  return positions;
}

function slopesOf(energies: Float32Array, size: number, scale: number): Float32Array<ArrayBuffer> {
  const slopes = new Float32Array(2 * size * size);
  const last = size - 1;
  const per = scale / cellOf(size);
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      const [left, right] = [Math.max(0, i - 1), Math.min(last, i + 1)];
      const [back, front] = [Math.max(0, j - 1), Math.min(last, j + 1)];
      const at = (column: number, row: number) => energies[row * size + column] ?? 0;
      slopes[2 * (j * size + i)] = ((at(right, j) - at(left, j)) * per) / (right - left);
      slopes[2 * (j * size + i) + 1] = ((at(i, front) - at(i, back)) * per) / (front - back);
    }
  }
  return slopes;
}

const DIRECTIONS = Array.from({ length: 12 }, (_, k) => (k / 12) * 2 * Math.PI).map(
  (angle) => [Math.cos(angle), Math.sin(angle)] as const,
);
/** In cells of a 192-point grid, so that the light does not depend on how fine the grid is. */
const DISTANCES = [1.5, 3, 5, 8, 12, 18, 26];

/** Ambient occlusion from the horizon in each direction. */
function opennessOf(heights: Float32Array, size: number): Float32Array<ArrayBuffer> {
  const cell = cellOf(size);
  const fineness = (size - 1) / 191;
  const openness = new Float32Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      const own = heights[j * size + i] ?? 0;
      let closed = 0;
      for (const [dx, dz] of DIRECTIONS) {
        let steepest = 0;
        for (const distance of DISTANCES) {
          const cells = distance * fineness;
          const [x, z] = [Math.round(i + dx * cells), Math.round(j + dz * cells)];
          if (x < 0 || z < 0 || x >= size || z >= size) break;
          steepest = Math.max(steepest, ((heights[z * size + x] ?? 0) - own) / (cells * cell));
        }
        closed += steepest / Math.sqrt(1 + steepest * steepest);
      }
      openness[j * size + i] = 1 - closed / DIRECTIONS.length;
    }
  }
  return openness;
}

/** How far below the light's ray the shadow's soft edge begins, and how wide it is, in scene units. */
const PENUMBRA = { from: 0.22, width: 0.34 };
/** Two cells of a 192-point grid. */
const SHADOW_STRIDE = 0.105;

function litOf(heights: Float32Array, size: number): Float32Array<ArrayBuffer> {
  const [kx, ky, kz] = KEY_LIGHT;
  const across = Math.hypot(kx, kz);
  const cells = SHADOW_STRIDE / cellOf(size);
  const [dx, dz] = [(kx / across) * cells, (kz / across) * cells];
  const rise = (ky / across) * SHADOW_STRIDE;
  // beyond this many strides the ray is above the whole slab
  const reach = Math.ceil((TOP + PENUMBRA.from) / rise);
  const lit = new Float32Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      const own = heights[j * size + i] ?? 0;
      let shade = 0;
      for (let step = 1; step <= reach; step++) {
        const [x, z] = [Math.round(i + dx * step), Math.round(j + dz * step)];
        if (x < 0 || z < 0 || x >= size || z >= size) break;
        const over = (heights[z * size + x] ?? 0) - own - rise * step;
        // level ground throws no shadow on itself, however near
        shade = Math.max(shade, (over + Math.min(PENUMBRA.from, rise * step)) / PENUMBRA.width);
      }
      lit[j * size + i] = 1 - Math.min(1, shade);
    }
  }
  return lit;
}

/** The mean of each 3 x 3 neighbourhood: takes the grid out of the shadows' edges. */
function smoothed(values: Float32Array<ArrayBuffer>, size: number): Float32Array<ArrayBuffer> {
  const result = values.slice();
  for (let j = 1; j < size - 1; j++) {
    for (let i = 1; i < size - 1; i++) {
      const k = j * size + i;
      let sum = 0;
      for (const row of [k - size, k, k + size]) {
        sum += (values[row - 1] ?? 0) + (values[row] ?? 0) + (values[row + 1] ?? 0);
      }
      result[k] = sum / 9;
    }
  }
  return result;
}
