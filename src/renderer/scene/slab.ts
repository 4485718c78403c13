import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DataTexture,
  LinearFilter,
  Mesh,
  PlaneGeometry,
  Scene,
  ShaderMaterial,
  Vector3,
} from 'three';
import { energyColor } from '#shared/colormap';
import type { Baked } from './bake';
import { KEY_LIGHT } from './bake';
import type { Surface } from './relief';
import { HALF, TOP, UNDERSIDE } from './relief';
import * as shaders from './shaders';

export interface SlabLook {
  readonly isDark: boolean;
  readonly plate: string;
  readonly wall: string;
  readonly ground: string;
  readonly groundAlpha: number;
  readonly hatch: string;
}

/** One landscape as an object: the surface, its cut sides, the shadow under it. Whoever makes it disposes it. */
export class Slab {
  readonly scene = new Scene();
  readonly #eye = { value: new Vector3() };
  readonly #pixel = { value: 1 };
  readonly #meshes: readonly Mesh<BufferGeometry, ShaderMaterial>[];
  readonly #map = colorMap();

  /** Iso-lines stand every `isoStep`; the surface is hatched above `hatchAbove`. */
  constructor(surface: Surface, baked: Baked, look: SlabLook, isoStep: number, hatchAbove: number | null) {
    const shared = {
      uMap: { value: this.#map },
      uLow: { value: surface.low },
      uCut: { value: surface.cut },
      uIso: { value: isoStep },
      uPixel: this.#pixel,
      uKey: { value: new Vector3(...KEY_LIGHT).normalize() },
      uScale: { value: TOP / (surface.cut - surface.low) },
    };
    const top = (isPlate: boolean) =>
      new ShaderMaterial({
        vertexShader: shaders.SURFACE_VERTEX,
        fragmentShader: shaders.SURFACE_FRAGMENT,
        uniforms: {
          ...shared,
          uIsPlate: { value: isPlate ? 1 : 0 },
          uEye: this.#eye,
          uPlate: { value: displayColor(look.plate) },
          uIsDark: { value: look.isDark ? 1 : 0 },
          uIsHatched: { value: hatchAbove === null ? 0 : 1 },
          uHatchAbove: { value: hatchAbove ?? 0 },
          uHatch: { value: displayColor(look.hatch) },
        },
      });
    const side = new ShaderMaterial({
      vertexShader: shaders.SIDE_VERTEX,
      fragmentShader: shaders.SIDE_FRAGMENT,
      uniforms: {
        ...shared,
        uWall: { value: displayColor(look.wall) },
      },
    });
    const shadow = new ShaderMaterial({
      vertexShader: shaders.GROUND_VERTEX,
      fragmentShader: shaders.GROUND_FRAGMENT,
      transparent: true,
      depthWrite: false,
      uniforms: { uShadow: { value: displayColor(look.ground) }, uAlpha: { value: look.groundAlpha } },
    });
    const ground = new Mesh<BufferGeometry, ShaderMaterial>(
      new PlaneGeometry(3.4 * HALF, 3.4 * HALF),
      shadow,
    );
    ground.rotation.x = -Math.PI / 2;
    ground.position.y = UNDERSIDE - 0.01;
    const points = surfaceGeometry(baked, surface.size);
    this.#meshes = [
      ground,
      new Mesh(points, top(false)),
      new Mesh(points, top(true)),
      new Mesh(sideGeometry(baked, surface), side),
    ];
    this.scene.add(...this.#meshes);
  }

  /** Before it is drawn: where the eye is, and how many pixels make one of the design's. */
  seenFrom(eye: Vector3, pixelRatio: number): void {
    this.#eye.value.copy(eye);
    this.#pixel.value = pixelRatio;
  }

  dispose(): void {
    for (const { geometry, material } of this.#meshes) {
      geometry.dispose();
      material.dispose();
    }
    this.#map.dispose();
  }
}

/** The numbers that a CSS colour has on the display, which is where the shaders work. */
function displayColor(css: string): Color {
  return new Color(css).convertLinearToSRGB();
}

function colorMap(): DataTexture {
  const count = 256;
  const rgba = new Uint8Array(4 * count).fill(255);
  for (let i = 0; i < count; i++) rgba.set(energyColor(i / (count - 1)), 4 * i);
  const texture = new DataTexture(rgba, count, 1);
  texture.minFilter = texture.magFilter = LinearFilter;
  texture.needsUpdate = true;
  return texture;
}

function surfaceGeometry(baked: Baked, size: number): BufferGeometry {
  const indices = new Uint32Array(6 * (size - 1) ** 2);
  let next = 0;
  for (let row = 0; row < size - 1; row++) {
    for (let column = 0; column < size - 1; column++) {
      const a = row * size + column;
      indices[next++] = a;
      indices[next++] = a + size;
      indices[next++] = a + 1;
      indices[next++] = a + 1;
      indices[next++] = a + size;
      indices[next++] = a + size + 1;
    }
  }
  return new BufferGeometry()
    .setAttribute('position', new BufferAttribute(baked.positions, 3))
    .setAttribute('energy', new BufferAttribute(baked.energies, 1))
    .setAttribute('slope', new BufferAttribute(baked.slopes, 2))
    .setAttribute('openness', new BufferAttribute(baked.openness, 1))
    .setAttribute('lit', new BufferAttribute(baked.lit, 1))
    .setIndex(new BufferAttribute(indices, 1));
}

/** Four walls from the surface's edges down to the underside, facing outwards. */
function sideGeometry({ energies, heights }: Baked, { size, cut }: Surface): BufferGeometry {
  const positions: number[] = [];
  const normals: number[] = [];
  const indices: number[] = [];
  const last = size - 1;
  const along = (i: number) => -HALF + (2 * HALF * i) / last;

  /** `pointOf(s)` is where grid line s meets the edge, `indexOf(i)` its grid point. */
  const wall = (
    [nx, nz]: readonly [number, number],
    pointOf: (s: number) => readonly [x: number, z: number],
    indexOf: (i: number) => number,
  ) => {
    const first = positions.length / 3;
    const add = (s: number, height: number) => {
      const [x, z] = pointOf(s);
      positions.push(x, height, z, x, UNDERSIDE, z);
      normals.push(nx, 0, nz, nx, 0, nz);
    };
    for (let i = 0; i < size; i++) {
      add(i, heights[indexOf(i)] ?? 0);
      const [here, next] = [energies[indexOf(i)] ?? 0, energies[indexOf(i + 1)] ?? 0];
      // where the edge passes the cut between two grid points, as the surface does
      if (i < last && here > cut !== next > cut) add(i + (cut - here) / (next - here), TOP);
    }
    for (let a = first; a + 3 < positions.length / 3; a += 2) {
      if (nz - nx > 0) indices.push(a, a + 1, a + 2, a + 2, a + 1, a + 3);
      else indices.push(a, a + 2, a + 1, a + 2, a + 3, a + 1);
    }
  };
  wall(
    [0, 1],
    (s) => [along(s), HALF],
    (i) => last * size + i,
  );
  wall(
    [0, -1],
    (s) => [along(s), -HALF],
    (i) => i,
  );
  wall(
    [1, 0],
    (s) => [HALF, along(s)],
    (i) => i * size + last,
  );
  wall(
    [-1, 0],
    (s) => [-HALF, along(s)],
    (i) => i * size,
  );
  return new BufferGeometry()
    .setAttribute('position', new BufferAttribute(new Float32Array(positions), 3))
    .setAttribute('normal', new BufferAttribute(new Float32Array(normals), 3))
    .setIndex(indices);
}
