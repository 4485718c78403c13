import type { PictureShape } from '#shared/setup';
import type { Sprite } from './pictures';
import { StatePicture } from './pictures';
import { SpriteCache } from './sprite-cache';

/** The longer side of a picture in an atlas at most: what the largest views show at two device pixels to a CSS pixel. */
const LARGEST_SIDE = 128;

/** The pictures of memories [K, D], each of which is drawn once, when it is first shown. */
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

  /** A number that grows with each picture drawn. */
  get version(): number {
    return this.#sprites.version;
  }

  /** The picture of a memory; undefined before it is drawn. */
  at(memory: number): Sprite | undefined {
    return this.#sprites.at(memory);
  }

  /** Draws missing pictures for about so long. Returns false where some are left. */
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

/** The atlases of the current memories and of the previous ones, whose landscapes may still be shown. */
let recent: readonly MemoryAtlas[] = [];

/** Returns the atlas of memories, which all views share. At most two atlases are kept. */
export function memoryAtlasOf(memories: Float32Array, shape: PictureShape): MemoryAtlas {
  const known = recent.find((atlas) => atlas.memories === memories && atlas.shape === shape);
  const atlas = known ?? new MemoryAtlas(memories, shape);
  if (!known) recent = [atlas, ...recent.slice(0, 1)];
  return atlas;
}
