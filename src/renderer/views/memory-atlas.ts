import type { PictureShape } from '#shared/setup';
import type { Sprite } from './pictures';
import { StatePicture } from './pictures';
import { SpriteCache } from './sprite-cache';

/** The longer side of a picture in an atlas, at most: what the largest views show where two pixels make one. */
const LARGEST_SIDE = 128;

/** Pictures of memories [K, D], each drawn once, when it is first shown. */
class MemoryAtlas {
  readonly #picture: StatePicture;
  readonly #sprites: SpriteCache<number>;

  constructor(
    readonly memories: Float32Array,
    readonly shape: PictureShape,
  ) {
    const { width, height, channels } = shape;
    this.#picture = new StatePicture(shape);
    const scale = Math.min(1, LARGEST_SIDE / Math.max(width, height));
    this.#sprites = new SpriteCache(
      Math.max(1, Math.round(width * scale)),
      Math.max(1, Math.round(height * scale)),
      memories.length / (width * height * channels),
      (memory) => memory,
    );
  }

  /** Grows with each picture that is drawn. */
  get version(): number {
    return this.#sprites.version;
  }

  /** The picture of a memory; undefined before it was drawn. */
  at(memory: number): Sprite | undefined {
    return this.#sprites.at(memory);
  }

  /** Draws those that are missing, for about so long; false where some are left. */
  fill(wanted: Iterable<number>, milliseconds: number): boolean {
    const deadline = performance.now() + milliseconds;
    const { width, height, channels } = this.shape;
    const dim = width * height * channels;
    for (const memory of wanted) {
      if (this.#sprites.has(memory)) continue;
      if (performance.now() > deadline) return false;
      const state = this.memories.subarray(memory * dim, (memory + 1) * dim);
      this.#sprites.put(memory, this.#picture.show(state));
    }
    return true;
  }
}

/** Of the memories that were shown last, and of those before them, whose landscapes may still stand. */
let kept: readonly MemoryAtlas[] = [];

/** The atlas of memories, from which all views draw. At most two are kept. */
export function memoryAtlasOf(memories: Float32Array, shape: PictureShape): MemoryAtlas {
  const known = kept.find((atlas) => atlas.memories === memories && atlas.shape === shape);
  const atlas = known ?? new MemoryAtlas(memories, shape);
  if (!known) kept = [atlas, ...kept.slice(0, 1)];
  return atlas;
}
