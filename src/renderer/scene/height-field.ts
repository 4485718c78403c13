/** Half of the slab's side in scene units. In the scene u runs along x, v along z (towards the eye), energy along y. */
export const HALF_SIDE = 5;
/** The height of the cut energy above the lowest one. */
export const CUT_HEIGHT = 1.9;
export const BASE_HEIGHT = -0.42;

/** The energy on a plane, and the range of it that is shown. */
export interface Surface {
  /** The number of points along each axis. */
  readonly size: number;
  /** [size, size], whose rows are v and whose columns are u. */
  readonly energies: Float32Array;
  readonly u: Range;
  readonly v: Range;
  /** The lowest energy shown; its height is 0. */
  readonly low: number;
  /** Energies above this are drawn as a flat plate. */
  readonly cut: number;
}

export type Range = readonly [from: number, to: number];

export interface ScenePoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/**
 * Returns heights [size, size] in scene units; energies above the cut, and those that are not finite, have the cut's
 * height.
 */
export function heightsOf({ energies, low, cut }: Surface): Float32Array {
  const heights = new Float32Array(energies.length);
  const scale = CUT_HEIGHT / (cut - low);
  for (let k = 0; k < heights.length; k++) {
    const energy = energies[k] ?? NaN;
    heights[k] = Number.isFinite(energy) ? (clamp(energy, low, cut) - low) * scale : CUT_HEIGHT;
  }
  return heights;
}

/** The horizontal step of a ray march in scene units: about two cells of a 192-point grid. */
const MARCH_STEP = 0.11;
/** The drawn triangles may rise this much (scene units) above the interpolated surface. */
const SLACK = 0.035;

/** The shape of a drawn surface. It places points on the surface, tells what it hides, and intersects rays with it. */
export class HeightField {
  readonly surface: Surface;
  /** [size, size] in scene units. */
  readonly #heights: Float32Array;
  readonly #readings: Float32Array;

  /** `readings` [size, size] are the values that `read` returns where these differ from the drawn energies. */
  constructor(surface: Surface, readings = surface.energies) {
    this.surface = surface;
    this.#readings = readings;
    this.#heights = heightsOf(surface);
  }

  heightOfEnergy(energy: number): number {
    const { low, cut } = this.surface;
    return ((Math.min(Math.max(energy, low), cut) - low) / (cut - low)) * CUT_HEIGHT;
  }

  /** Returns the point of the drawn surface over a point of the plane; points outside the slab move to its edge. */
  pointAt(u: number, v: number): ScenePoint {
    const { surface } = this;
    const x = clamp(sceneFrom(u, surface.u), -HALF_SIDE, HALF_SIDE);
    const z = clamp(sceneFrom(v, surface.v), -HALF_SIDE, HALF_SIDE);
    return { x, y: this.heightAt(x, z), z };
  }

  /** Returns the point of the slab's edge in the direction of a point of the plane, seen from the middle. */
  edgeTowards(u: number, v: number): ScenePoint {
    const [x, z] = [sceneFrom(u, this.surface.u), sceneFrom(v, this.surface.v)];
    const factor = HALF_SIDE / Math.max(Math.abs(x), Math.abs(z), 1e-9);
    const [edgeX, edgeZ] = [x * factor, z * factor];
    return { x: edgeX, y: this.heightAt(edgeX, edgeZ), z: edgeZ };
  }

  /** Returns how far a point of the plane lies beyond the slab's edges, in scene units along x and z; 0 within them. */
  overhangOf(u: number, v: number): { x: number; z: number } {
    const { surface } = this;
    const beyond = (value: number) => value - clamp(value, -HALF_SIDE, HALF_SIDE);
    return { x: beyond(sceneFrom(u, surface.u)), z: beyond(sceneFrom(v, surface.v)) };
  }

  heightAt(x: number, z: number): number {
    return this.#interpolate(this.#heights, x, z);
  }

  /** Returns the place on the plane and the energy at a point of the scene, bilinear between the grid's energies. */
  read(x: number, z: number): { u: number; v: number; energy: number } {
    const { u, v } = this.surface;
    return { u: planeFrom(x, u), v: planeFrom(z, v), energy: this.#interpolate(this.#readings, x, z) };
  }

  /** Returns false where the slab lies between the point and the eye. */
  isVisible(from: ScenePoint, eye: ScenePoint): boolean {
    const [dx, dy, dz] = [eye.x - from.x, eye.y - from.y, eye.z - from.z];
    const reach = Math.min(1, (CUT_HEIGHT + SLACK - from.y) / dy);
    const steps = Math.ceil((reach * Math.hypot(dx, dz)) / MARCH_STEP);
    for (let step = 1; step <= steps; step++) {
      const t = (reach * step) / steps;
      const [x, z] = [from.x + dx * t, from.z + dz * t];
      if (Math.abs(x) > HALF_SIDE || Math.abs(z) > HALF_SIDE) return true;
      if (this.heightAt(x, z) > from.y + dy * t + SLACK) return false;
    }
    return true;
  }

  /** Returns where a ray from above first meets the surface; null where it misses or meets a side wall. */
  intersect(eye: ScenePoint, direction: ScenePoint): { x: number; z: number } | null {
    if (direction.y >= 0) return null;
    const at = (t: number) => ({ x: eye.x + direction.x * t, z: eye.z + direction.z * t });
    const isBelow = (t: number) => {
      const { x, z } = at(t);
      return eye.y + direction.y * t <= this.heightAt(x, z);
    };
    const [enter, leave] = this.#clipToBox(eye, direction);
    if (enter >= leave || isBelow(enter)) return null;
    const stride = MARCH_STEP / Math.hypot(direction.x, direction.y, direction.z);
    for (let t = enter + stride; t < leave + stride; t += stride) {
      let [above, below] = [t - stride, Math.min(t, leave)];
      if (!isBelow(below)) continue;
      for (let halving = 0; halving < 16; halving++) {
        const middle = (above + below) / 2;
        if (isBelow(middle)) below = middle;
        else above = middle;
      }
      return at(below);
    }
    return null;
  }

  /** Returns the part of a ray that lies within the slab's box, from the cut's height down to height 0. */
  #clipToBox(eye: ScenePoint, direction: ScenePoint): [enter: number, leave: number] {
    let [enter, leave] = [(CUT_HEIGHT + 1e-3 - eye.y) / direction.y, -eye.y / direction.y];
    for (const axis of ['x', 'z'] as const) {
      if (direction[axis] === 0) {
        if (Math.abs(eye[axis]) > HALF_SIDE) return [0, 0];
        continue;
      }
      const sides = [(-HALF_SIDE - eye[axis]) / direction[axis], (HALF_SIDE - eye[axis]) / direction[axis]];
      enter = Math.max(enter, Math.min(...sides));
      leave = Math.min(leave, Math.max(...sides));
    }
    return [enter, leave];
  }

  #interpolate(grid: Float32Array, x: number, z: number): number {
    const { size } = this.surface;
    const cell = (2 * HALF_SIDE) / (size - 1);
    return bilinear(grid, size, (x + HALF_SIDE) / cell, (z + HALF_SIDE) / cell);
  }
}

/** Interpolates bilinearly in a grid [size, size]; beyond its edge the edge's value is returned. */
export function bilinear(grid: Float32Array, size: number, column: number, row: number): number {
  const [x, y] = [clamp(column, 0, size - 1), clamp(row, 0, size - 1)];
  const [i, j] = [Math.min(size - 2, Math.floor(x)), Math.min(size - 2, Math.floor(y))];
  const [a, b] = [x - i, y - j];
  const k = j * size + i;
  const near = (grid[k] ?? 0) * (1 - a) + (grid[k + 1] ?? 0) * a;
  const far = (grid[k + size] ?? 0) * (1 - a) + (grid[k + size + 1] ?? 0) * a;
  return near * (1 - b) + far * b;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function sceneFrom(value: number, [from, to]: Range): number {
  return HALF_SIDE * (2 * ((value - from) / (to - from)) - 1);
}

function planeFrom(scene: number, [from, to]: Range): number {
  return from + ((scene / HALF_SIDE + 1) / 2) * (to - from);
}
