import {
  BufferGeometry,
  Color,
  DataTexture,
  FloatType,
  LinearFilter,
  Mesh,
  PlaneGeometry,
  RGFormat,
  Scene,
  ShaderMaterial,
  Vector3,
} from 'three';
import { KEY_LIGHT } from './light-baking';
import { wallGeometry } from './slab-geometry';
import { IsoLines } from './iso-lines';
import type { Ramp } from './color-ramp';
import { rampColor } from './color-ramp';
import type { Surface } from './height-field';
import { HALF_SIDE, CUT_HEIGHT, BASE_HEIGHT } from './height-field';
import * as shaders from './shaders';
import { Shape } from './surface-buffers';
import type { ViewCamera } from './view-camera';

export interface SlabStyle {
  readonly isDark: boolean;
  readonly plate: string;
  readonly wall: string;
  readonly stageShadow: string;
  readonly stageShadowAlpha: number;
  readonly hatch: string;
  /** Of iso-lines that stand over another surface, and what parts them from it. */
  readonly drdam: string;
  readonly casing: string;
}

/** How a slab is drawn. */
export interface SlabRenderOptions {
  readonly style: SlabStyle;
  readonly ramp: Ramp;
  /** Pixels that make one of the design's. */
  readonly pixelRatio: number;
  /** With fewer triangles: for frames that the next one replaces at once. */
  readonly isSketch: boolean;
}

/** A surface and what is drawn on it. */
export interface SlabSpec {
  readonly surface: Surface;
  readonly isoStep: number;
  /** Hatched above this energy. */
  readonly hatchAbove: number | null;
  readonly mask?: Mask;
}

/** Where the surface is no energy itself: the energies that decide where it is not shown, and where it is hatched. */
export interface Mask {
  /** [size, size, 2] */
  readonly energies: Float32Array<ArrayBuffer>;
  /** A plate where the first is above. */
  readonly plateAbove: number;
}

/**
 * One landscape as an object: the surface, its cut sides, the shadow under it. Its shape is in textures, so another
 * surface is an upload, and another style a few uniforms. Whoever makes it disposes it.
 */
export class Slab {
  readonly scene = new Scene();
  readonly #uniforms = createUniforms();
  readonly #surface: Mesh<BufferGeometry, ShaderMaterial>;
  readonly #plate: Mesh<BufferGeometry, ShaderMaterial>;
  readonly #sides: Mesh<BufferGeometry, ShaderMaterial>;
  readonly #ground: Mesh<BufferGeometry, ShaderMaterial>;
  #shape: Shape | null = null;
  #mask: DataTexture | null = null;
  #lines: IsoLines | null = null;

  constructor() {
    const material = (vertexShader: string, fragmentShader: string, more = {}) =>
      new ShaderMaterial({ vertexShader, fragmentShader, uniforms: { ...this.#uniforms, ...more } });
    const top = (isPlate: number) =>
      material(shaders.SURFACE_VERTEX, shaders.SURFACE_FRAGMENT, { uIsPlate: { value: isPlate } });
    const shadow = material(shaders.SHADOW_VERTEX, shaders.SHADOW_FRAGMENT);
    Object.assign(shadow, { transparent: true, depthWrite: false });
    this.#ground = new Mesh(shadowPlane, shadow);
    this.#ground.rotation.x = -Math.PI / 2;
    this.#ground.position.y = BASE_HEIGHT - 0.01;
    const nothing = new BufferGeometry();
    this.#surface = new Mesh(nothing, top(0));
    this.#plate = new Mesh(nothing, top(1));
    this.#sides = new Mesh(nothing, material(shaders.SIDE_VERTEX, shaders.SIDE_FRAGMENT));
    // their points are where the textures say, which is never out of view
    for (const mesh of [this.#surface, this.#plate, this.#sides]) mesh.frustumCulled = false;
    this.scene.add(this.#ground, this.#surface, this.#plate, this.#sides);
  }

  /** Becomes another surface. */
  show({ surface, isoStep, hatchAbove, mask }: SlabSpec): void {
    const { size, low, cut } = surface;
    const shape = this.#shapeOf(size);
    shape.show(surface, !mask);
    const uniforms = this.#uniforms;
    uniforms.uEnergies.value = shape.energies;
    uniforms.uLight.value = shape.light;
    uniforms.uSize.value = size;
    uniforms.uLow.value = low;
    uniforms.uCut.value = cut;
    uniforms.uScale.value = CUT_HEIGHT / (cut - low);
    uniforms.uIso.value = isoStep;
    uniforms.uIsHatched.value = hatchAbove === null ? 0 : 1;
    uniforms.uHatchAbove.value = hatchAbove ?? 0;
    this.#mask?.dispose();
    this.#mask = mask ? maskTexture(mask, size) : null;
    uniforms.uMask.value = this.#mask;
    uniforms.uIsMasked.value = mask ? 1 : 0;
    uniforms.uPlateAbove.value = mask?.plateAbove ?? cut;
    this.#plate.visible = !mask;
  }

  /** Its iso-lines, for another surface's scene. */
  get lines(): Scene {
    this.#lines ??= new IsoLines(this.#uniforms, this.#surface.geometry);
    return this.#lines.scene;
  }

  /** Before it is drawn: where the eye is, and how it looks from there. */
  setView({ eye, isMap }: ViewCamera, { pixelRatio, style, ramp, isSketch }: SlabRenderOptions): void {
    const uniforms = this.#uniforms;
    const top = isSketch ? this.#shape?.sketch : this.#shape?.whole;
    if (top) {
      this.#surface.geometry = top.surface;
      this.#plate.geometry = top.plate;
      if (this.#lines) this.#lines.geometry = top.surface;
    }
    uniforms.uMap.value = rampTexture(ramp, style);
    uniforms.uEye.value.copy(eye);
    uniforms.uPixel.value = pixelRatio;
    uniforms.uIsDark.value = style.isDark ? 1 : 0;
    // a map lies on nothing
    uniforms.uAlpha.value = isMap ? 0 : style.stageShadowAlpha;
    setDisplayColor(uniforms.uLineColor.value, style.drdam);
    setDisplayColor(uniforms.uCasing.value, style.casing);
    setDisplayColor(uniforms.uPlate.value, style.plate);
    setDisplayColor(uniforms.uWall.value, style.wall);
    setDisplayColor(uniforms.uShadow.value, style.stageShadow);
    setDisplayColor(uniforms.uHatch.value, style.hatch);
  }

  dispose(): void {
    for (const { material } of [this.#surface, this.#plate, this.#sides, this.#ground]) material.dispose();
    this.#shape?.dispose();
    this.#mask?.dispose();
    this.#lines?.dispose();
  }

  /** One of its size: that which it has, or another. */
  #shapeOf(size: number): Shape {
    if (this.#shape?.size === size) return this.#shape;
    this.#shape?.dispose();
    this.#sides.geometry = wallGeometry(size);
    return (this.#shape = new Shape(size));
  }
}

function createUniforms() {
  return {
    uMap: { value: null as DataTexture | null },
    uMask: { value: null as DataTexture | null },
    uIsMasked: { value: 0 },
    uPlateAbove: { value: 1 },
    uLineColor: { value: new Color() },
    uCasing: { value: new Color() },
    uEnergies: { value: null as DataTexture | null },
    uLight: { value: null as DataTexture | null },
    uSize: { value: 2 },
    uLow: { value: 0 },
    uCut: { value: 1 },
    uScale: { value: 1 },
    uIso: { value: 1 },
    uIsHatched: { value: 0 },
    uHatchAbove: { value: 0 },
    uKey: { value: new Vector3(...KEY_LIGHT).normalize() },
    uPixel: { value: 1 },
    uEye: { value: new Vector3() },
    uIsDark: { value: 0 },
    uAlpha: { value: 0 },
    uPlate: { value: new Color() },
    uWall: { value: new Color() },
    uShadow: { value: new Color() },
    uHatch: { value: new Color() },
  };
}

/** The numbers that a CSS colour has on the display, which is where the shaders work. */
function setDisplayColor(color: Color, css: string): void {
  color.set(css).convertLinearToSRGB();
}

const shadowPlane: BufferGeometry = new PlaneGeometry(3.4 * HALF_SIDE, 3.4 * HALF_SIDE);

function maskTexture({ energies }: Mask, size: number): DataTexture {
  const texture = new DataTexture(energies, size, size, RGFormat, FloatType);
  texture.needsUpdate = true;
  return texture;
}

const ramps = new Map<string, DataTexture>();

/** One for each map; that of differences is another in each theme. */
function rampTexture(ramp: Ramp, style: SlabStyle): DataTexture {
  const key = ramp === 'difference' ? `${ramp} ${style.plate}` : ramp;
  const texture = ramps.get(key) ?? makeRamp(ramp, style);
  ramps.set(key, texture);
  return texture;
}

function makeRamp(ramp: Ramp, style: SlabStyle): DataTexture {
  const count = 256;
  const rgba = new Uint8Array(4 * count).fill(255);
  for (let i = 0; i < count; i++) rgba.set(rampColor(ramp, i / (count - 1), style), 4 * i);
  const texture = new DataTexture(rgba, count, 1);
  texture.minFilter = texture.magFilter = LinearFilter;
  texture.needsUpdate = true;
  return texture;
}
