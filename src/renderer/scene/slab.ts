import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DataTexture,
  DoubleSide,
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
import { HALF, Relief, TOP, UNDERSIDE } from './relief';
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
  readonly relief: Relief;
  readonly #eye = { value: new Vector3() };
  readonly #pixel = { value: 1 };
  readonly #meshes: readonly Mesh<BufferGeometry, ShaderMaterial>[];
  readonly #map = colorMap();

  /** Iso-lines stand every `isoStep`; the surface is hatched above `hatchAbove`. */
  constructor(surface: Surface, baked: Baked, look: SlabLook, isoStep: number, hatchAbove: number | null) {
    this.relief = new Relief(surface, baked.heights);
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
      side: DoubleSide,
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
      new Mesh(sideGeometry(baked.heights, surface.size), side),
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

/** Four walls from the surface's edges down to the underside. */
function sideGeometry(heights: Float32Array, size: number): BufferGeometry {
  const positions: number[] = [];
  const normals: number[] = [];
  const indices: number[] = [];
  const along = (i: number) => -HALF + (2 * HALF * i) / (size - 1);
  const wall = (
    normal: readonly [number, number],
    point: (i: number) => readonly [number, number, number],
  ) => {
    for (let i = 0; i < size; i++) {
      const first = positions.length / 3;
      const [x, z, k] = point(i);
      positions.push(x, heights[k] ?? 0, z, x, UNDERSIDE, z);
      normals.push(normal[0], 0, normal[1], normal[0], 0, normal[1]);
      if (i < size - 1) indices.push(first, first + 1, first + 2, first + 2, first + 1, first + 3);
    }
  };
  const last = size - 1;
  wall([0, 1], (i) => [along(i), HALF, last * size + i]);
  wall([0, -1], (i) => [along(i), -HALF, i]);
  wall([1, 0], (i) => [HALF, along(i), i * size + last]);
  wall([-1, 0], (i) => [-HALF, along(i), i * size]);
  return new BufferGeometry()
    .setAttribute('position', new BufferAttribute(new Float32Array(positions), 3))
    .setAttribute('normal', new BufferAttribute(new Float32Array(normals), 3))
    .setIndex(indices);
}
