import type { BufferGeometry, IUniform } from 'three';
import { DoubleSide, GreaterDepth, LessEqualDepth, Mesh, Scene, ShaderMaterial } from 'three';
import { LINES_FRAGMENT, LINES_VERTEX } from './shaders';

/** The iso-lines of a surface without the surface itself, which are drawn over another surface. */
export class IsoLines {
  readonly scene = new Scene();
  readonly #visible: Mesh<BufferGeometry, ShaderMaterial>;
  readonly #hidden: Mesh<BufferGeometry, ShaderMaterial>;

  /** `uniforms` and `geometry` are shared with the surface. */
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
    this.#visible = lines(false);
    this.scene.add(this.#hidden, this.#visible);
  }

  set geometry(geometry: BufferGeometry) {
    this.#visible.geometry = this.#hidden.geometry = geometry;
  }

  dispose(): void {
    this.#visible.material.dispose();
    this.#hidden.material.dispose();
  }
}
