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
import { SurfaceBuffers } from './surface-buffers';
import type { ViewCamera } from './view-camera';

export interface SlabStyle {
  readonly isDark: boolean;
  readonly plate: string;
  readonly wall: string;
  readonly stageShadow: string;
  readonly stageShadowAlpha: number;
  readonly hatch: string;
  /** The colour of iso-lines over another surface, and that of their casing. */
  readonly drdam: string;
  readonly casing: string;
}

/** How a slab is drawn. */
export interface SlabRenderOptions {
  readonly style: SlabStyle;
  readonly ramp: Ramp;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
  /** Whether fewer triangles are drawn, for frames that the next one soon replaces. */
  readonly isSketch: boolean;
}

/** A surface with its iso-lines and hatch. */
export interface SlabSpec {
  readonly surface: Surface;
  readonly isoStep: number;
  /** The surface is hatched above this energy. */
  readonly hatchAbove: number | null;
  readonly mask?: Mask;
}

/** The energies that decide where a surface of differences is not shown, and where it is hatched. */
export interface Mask {
  /** [size, size, 2]: the higher of both energies, and DrDAM's. */
  readonly energies: Float32Array<ArrayBuffer>;
  /** The surface is a plate where the first energy is above this. */
  readonly plateAbove: number;
}

/**
 * A landscape in three dimensions: the surface, its side walls and the shadow under it. The shape is in textures, so that
 * a change of surface is an upload, and a change of style sets a few uniforms. The creator disposes of it.
 */
export class Slab {
  readonly scene = new Scene();
  readonly #uniforms = createUniforms();
  readonly #surface: Mesh<BufferGeometry, ShaderMaterial>;
  readonly #plate: Mesh<BufferGeometry, ShaderMaterial>;
  readonly #sides: Mesh<BufferGeometry, ShaderMaterial>;
  readonly #shadow: Mesh<BufferGeometry, ShaderMaterial>;
  #buffers: SurfaceBuffers | null = null;
  #mask: DataTexture | null = null;
  #lines: IsoLines | null = null;

  constructor() {
    const material = (vertexShader: string, fragmentShader: string, more = {}) =>
      new ShaderMaterial({ vertexShader, fragmentShader, uniforms: { ...this.#uniforms, ...more } });
    const top = (isPlate: number) =>
      material(shaders.SURFACE_VERTEX, shaders.SURFACE_FRAGMENT, { uIsPlate: { value: isPlate } });
    const shadow = material(shaders.SHADOW_VERTEX, shaders.SHADOW_FRAGMENT);
    Object.assign(shadow, { transparent: true, depthWrite: false });
    this.#shadow = new Mesh(shadowPlane, shadow);
    this.#shadow.rotation.x = -Math.PI / 2;
    this.#shadow.position.y = BASE_HEIGHT - 0.01;
    const nothing = new BufferGeometry();
    this.#surface = new Mesh(nothing, top(0));
    this.#plate = new Mesh(nothing, top(1));
    this.#sides = new Mesh(nothing, material(shaders.SIDE_VERTEX, shaders.SIDE_FRAGMENT));
    // three.js cannot know the bounds, because the shaders place the points; the slab is always in view
    for (const mesh of [this.#surface, this.#plate, this.#sides]) mesh.frustumCulled = false;
    this.scene.add(this.#shadow, this.#surface, this.#plate, this.#sides);
  }

  /** Replaces the surface. */
  show({ surface, isoStep, hatchAbove, mask }: SlabSpec): void {
    const { size, low, cut } = surface;
    const buffers = this.#buffersOf(size);
    buffers.show(surface, !mask);
    const uniforms = this.#uniforms;
    uniforms.uEnergies.value = buffers.energies;
    uniforms.uLight.value = buffers.light;
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

  /** The iso-lines alone, to be drawn over another surface. */
  get lines(): Scene {
    this.#lines ??= new IsoLines(this.#uniforms, this.#surface.geometry);
    return this.#lines.scene;
  }

  /** Sets the camera and the style of the next draw. */
  setView({ eye, isMap }: ViewCamera, { pixelRatio, style, ramp, isSketch }: SlabRenderOptions): void {
    const uniforms = this.#uniforms;
    const top = isSketch ? this.#buffers?.sketch : this.#buffers?.whole;
    if (top) {
      this.#surface.geometry = top.surface;
      this.#plate.geometry = top.plate;
      if (this.#lines) this.#lines.geometry = top.surface;
    }
    uniforms.uMap.value = rampTexture(ramp, style);
    uniforms.uEye.value.copy(eye);
    uniforms.uPixel.value = pixelRatio;
    uniforms.uIsDark.value = style.isDark ? 1 : 0;
    // a map has no shadow
    uniforms.uAlpha.value = isMap ? 0 : style.stageShadowAlpha;
    setDisplayColor(uniforms.uLineColor.value, style.drdam);
    setDisplayColor(uniforms.uCasing.value, style.casing);
    setDisplayColor(uniforms.uPlate.value, style.plate);
    setDisplayColor(uniforms.uWall.value, style.wall);
    setDisplayColor(uniforms.uShadow.value, style.stageShadow);
    setDisplayColor(uniforms.uHatch.value, style.hatch);
  }

  dispose(): void {
    for (const { material } of [this.#surface, this.#plate, this.#sides, this.#shadow]) material.dispose();
    this.#buffers?.dispose();
    this.#mask?.dispose();
    this.#lines?.dispose();
  }

  /** Returns buffers of a size: the present ones if they fit, else new ones. */
  #buffersOf(size: number): SurfaceBuffers {
    if (this.#buffers?.size === size) return this.#buffers;
    this.#buffers?.dispose();
    this.#sides.geometry = wallGeometry(size);
    return (this.#buffers = new SurfaceBuffers(size));
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

/** Sets the sRGB components of a CSS colour, because the shaders work in display space. */
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

/** Returns the texture of a colour map; that for differences depends on the theme too. */
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
