import { contextSettings } from '../scene/graphics-info';
import type { Sprite } from './pictures';

/** Pages are small, because a canvas that is drawn to and from in turn is copied in between. */
const PAGE_SIDE = 512;
/** Each picture's edge is repeated around it, because smooth scaling reads two pixels beyond. */
const BORDER = 2;
/** The pages take 64 MiB and hold 576 pictures of 128 pixels, or 12 544 of 32. */
const MAX_PAGES = 64;

/** A cache of pictures of one size, on canvases of at most 64 MiB, that evicts the least recently used. */
export class SpriteCache<Key> {
  /** A number that grows with each picture added or lost. */
  version = 0;
  readonly #columns: number;
  readonly #perPage: number;
  readonly #capacity: number;
  readonly #slotOf: ((key: Key) => number) | undefined;
  readonly #pages: OffscreenCanvas[] = [];
  /** The most recently used come last. */
  readonly #entries = new Map<Key, Sprite & { readonly slot: number }>();

  /**
   * `count` is the largest number of pictures. Where all of them have room, `slotOf` gives each its place, because the
   * place of a picture affects the last bit of what is drawn from it.
   */
  constructor(
    readonly width: number,
    readonly height: number,
    count = Infinity,
    slotOf?: (key: Key) => number,
  ) {
    this.#columns = Math.floor(PAGE_SIDE / (width + 2 * BORDER));
    this.#perPage = this.#columns * Math.floor(PAGE_SIDE / (height + 2 * BORDER));
    this.#capacity = Math.min(count, MAX_PAGES * this.#perPage);
    this.#slotOf = this.#capacity === count ? slotOf : undefined;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  at(key: Key): Sprite | undefined {
    const sprite = this.#entries.get(key);
    if (!sprite) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, sprite);
    return sprite;
  }

  put(key: Key, picture: Sprite): void {
    const slot = this.#entries.get(key)?.slot ?? this.#slotOf?.(key) ?? this.#freeSlot();
    const place = slot % this.#perPage;
    const sprite = {
      slot,
      canvas: this.#page(Math.floor(slot / this.#perPage)),
      x: BORDER + (place % this.#columns) * (this.width + 2 * BORDER),
      y: BORDER + Math.floor(place / this.#columns) * (this.height + 2 * BORDER),
      width: this.width,
      height: this.height,
    };
    copyWithBorder(picture, sprite);
    this.#entries.set(key, sprite);
    this.version++;
  }

  #freeSlot(): number {
    const { size } = this.#entries;
    const oldest = size < this.#capacity ? undefined : this.#entries.entries().next().value;
    if (!oldest) return size;
    this.#entries.delete(oldest[0]);
    return oldest[1].slot;
  }

  #page(index: number): OffscreenCanvas {
    const page = this.#pages[index] ?? new OffscreenCanvas(PAGE_SIDE, PAGE_SIDE);
    if (this.#pages[index]) return page;
    this.#pages[index] = page;
    // the drawings are lost with the graphics device
    for (const event of ['contextlost', 'contextrestored']) {
      page.addEventListener(event, () => {
        this.#entries.clear();
        this.version++;
      });
    }
    return page;
  }
}

function copyWithBorder({ canvas, width, height }: Sprite, to: Sprite): void {
  const context = to.canvas.getContext('2d', contextSettings());
  if (!context) return;
  context.imageSmoothingQuality = 'high';
  for (const [sx, sw, dx, dw] of parts(width, to.width)) {
    for (const [sy, sh, dy, dh] of parts(height, to.height)) {
      context.imageSmoothingEnabled = sw === width && sh === height;
      context.drawImage(canvas, sx, sy, sw, sh, to.x + dx, to.y + dy, dw, dh);
    }
  }
}

/** The parts of an axis that are copied: source offset and length, target offset and length. */
function parts(from: number, to: number) {
  return [
    [0, 1, -BORDER, BORDER],
    [0, from, 0, to],
    [from - 1, 1, to, BORDER],
  ] as const;
}
