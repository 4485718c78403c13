import type { BufferGeometry, IUniform } from 'three';
import { DoubleSide, GreaterDepth, LessEqualDepth, Mesh, Scene, ShaderMaterial } from 'three';
import { LINES_FRAGMENT, LINES_VERTEX } from './shaders';

/** A surface's iso-lines without the surface, to be drawn over another one. */
export class IsoLines {
  readonly scene = new Scene();
  readonly #seen: Mesh<BufferGeometry, ShaderMaterial>;
  readonly #hidden: Mesh<BufferGeometry, ShaderMaterial>;

  /** `uniforms` and `geometry` are the surface's. */
  constructor(uniforms: Record<string, IUniform>, geometry: BufferGeometry) {
    const lines = (isHidden: boolean) => {
      const material = new ShaderMaterial({
        vertexShader: LINES_VERTEX,
        fragmentShader: LINES_FRAGMENT,
        uniforms: { ...uniforms, uIsHidden: { value: isHidden ? 1 : 0 } },
        transparent: true,
        depthWrite: false,
        depthFunc: isHidden ? GreaterDepth : LessEqualDepth,
        side: DoubleSide,
      });
      const mesh = new Mesh(geometry, material);
      mesh.frustumCulled = false;
      return mesh;
    };
    this.#hidden = lines(true);
    this.#seen = lines(false);
    this.scene.add(this.#hidden, this.#seen);
  }

  set geometry(geometry: BufferGeometry) {
    this.#seen.geometry = this.#hidden.geometry = geometry;
  }

  dispose(): void {
    this.#seen.material.dispose();
    this.#hidden.material.dispose();
  }
}
