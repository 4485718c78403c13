import type { PictureShape } from '#shared/setup';
import { canvasSettings } from '../scene/software';
import type { Sprite } from './pictures';
import { StatePicture } from './pictures';

/** The longer side of a picture in an atlas, at most: what the largest views show where two pixels make one. */
const LARGEST_SIDE = 128;
/** Of a page: a canvas that is drawn from and on in turn is copied in between, so none is large. */
const PAGE_SIDE = 512;
/** Its edge goes on around each picture: a smooth drawing of it looks two pixels beyond. */
const BORDER = 2;
/** Of an atlas: 64 MiB, which hold 576 of the largest pictures, or 16 384 of digits. */
const MOST_PAGES = 64;

/** Pictures of memories [K, D], each drawn once, when it is first shown; those drawn longest ago give way. */
export class Atlas {
  /** Grows with each picture that is drawn. */
  version = 0;
  readonly #picture: StatePicture;
  /** Of a picture here. */
  readonly #width: number;
  readonly #height: number;
  readonly #columns: number;
  readonly #perPage: number;
  readonly #capacity: number;
  readonly #pages: OffscreenCanvas[] = [];
  readonly #sprites = new Map<number, Sprite>();
  #next = 0;
  #memoryIn: number[] = [];

  constructor(
    readonly memories: Float32Array,
    readonly shape: PictureShape,
  ) {
    const { width, height, channels } = shape;
    this.#picture = new StatePicture(shape);
    const scale = Math.min(1, LARGEST_SIDE / Math.max(width, height));
    this.#width = Math.max(1, Math.round(width * scale));
    this.#height = Math.max(1, Math.round(height * scale));
    this.#columns = Math.floor(PAGE_SIDE / (this.#width + 2 * BORDER));
    this.#perPage = this.#columns * Math.floor(PAGE_SIDE / (this.#height + 2 * BORDER));
    const count = memories.length / (width * height * channels);
    this.#capacity = Math.min(count, MOST_PAGES * this.#perPage);
  }

  /** The picture of a memory; undefined before it was drawn. */
  at(memory: number): Sprite | undefined {
    return this.#sprites.get(memory);
  }

  /** Draws those that are missing, for about so long; false where some are left. */
  fill(wanted: Iterable<number>, milliseconds: number): boolean {
    const deadline = performance.now() + milliseconds;
    for (const memory of wanted) {
      if (this.#sprites.has(memory)) continue;
      if (performance.now() > deadline) return false;
      this.#draw(memory);
    }
    return true;
  }

  #draw(memory: number): void {
    const { memories, shape } = this;
    const dim = shape.width * shape.height * shape.channels;
    const slot = this.#next;
    this.#next = (slot + 1) % this.#capacity;
    const before = this.#memoryIn[slot];
    if (before !== undefined) this.#sprites.delete(before);
    const place = slot % this.#perPage;
    const sprite = {
      canvas: this.#page(Math.floor(slot / this.#perPage)),
      x: BORDER + (place % this.#columns) * (this.#width + 2 * BORDER),
      y: BORDER + Math.floor(place / this.#columns) * (this.#height + 2 * BORDER),
      width: this.#width,
      height: this.#height,
    };
    copyWithBorder(this.#picture.show(memories.subarray(memory * dim, (memory + 1) * dim)), sprite);
    this.#memoryIn[slot] = memory;
    this.#sprites.set(memory, sprite);
    this.version++;
  }

  #page(index: number): OffscreenCanvas {
    const page = this.#pages[index] ?? new OffscreenCanvas(PAGE_SIDE, PAGE_SIDE);
    if (this.#pages[index]) return page;
    this.#pages[index] = page;
    // the graphics device was lost, and what was drawn with it
    for (const event of ['contextlost', 'contextrestored']) {
      page.addEventListener(event, () => {
        this.#sprites.clear();
        this.#memoryIn = [];
        this.version++;
      });
    }
    return page;
  }
}

function copyWithBorder({ canvas, width, height }: Sprite, to: Sprite): void {
  const ink = to.canvas.getContext('2d', canvasSettings());
  if (!ink) return;
  ink.imageSmoothingQuality = 'high';
  for (const [sx, sw, dx, dw] of parts(width, to.width)) {
    for (const [sy, sh, dy, dh] of parts(height, to.height)) {
      ink.imageSmoothingEnabled = sw === width && sh === height;
      ink.drawImage(canvas, sx, sy, sw, sh, to.x + dx, to.y + dy, dw, dh);
    }
  }
}

/** Along an axis: from where and how much, to where and how much. */
function parts(from: number, to: number) {
  return [
    [0, 1, -BORDER, BORDER],
    [0, from, 0, to],
    [from - 1, 1, to, BORDER],
  ] as const;
}

/** Of the memories that were shown last, and of those before them, whose landscapes may still stand. */
let kept: readonly Atlas[] = [];

/** The atlas of memories, from which all views draw. At most two are kept. */
export function atlasOf(memories: Float32Array, shape: PictureShape): Atlas {
  const known = kept.find((atlas) => atlas.memories === memories && atlas.shape === shape);
  const atlas = known ?? new Atlas(memories, shape);
  if (!known) kept = [atlas, ...kept.slice(0, 1)];
  return atlas;
}
