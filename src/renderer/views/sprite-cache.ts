import { contextSettings } from '../scene/graphics-info';
import type { Sprite } from './pictures';

/** Of a page: a canvas that is drawn from and on in turn is copied in between, so none is large. */
const PAGE_SIDE = 512;
/** Its edge goes on around each picture: a smooth drawing of it looks two pixels beyond. */
const BORDER = 2;
/** 64 MiB, which hold 576 pictures of 128 pixels, or 12 544 of 32. */
const MOST_PAGES = 64;

/** Pictures of one size, on canvases that take no more than 64 MiB; those looked at longest ago give way. */
export class SpriteCache<Key> {
  /** Grows with each picture that comes or goes. */
  version = 0;
  readonly #columns: number;
  readonly #perPage: number;
  readonly #capacity: number;
  readonly #slotOf: ((key: Key) => number) | undefined;
  readonly #pages: OffscreenCanvas[] = [];
  /** Those looked at last come last. */
  readonly #entries = new Map<Key, Sprite & { readonly slot: number }>();

  /**
   * There are no more than `count` of them, each with a number below that by `slotOf`: where all have room it is their
   * place, because where a picture lies tells in the last bit of what is drawn from it.
   */
  constructor(
    readonly width: number,
    readonly height: number,
    count = Infinity,
    slotOf?: (key: Key) => number,
  ) {
    this.#columns = Math.floor(PAGE_SIDE / (width + 2 * BORDER));
    this.#perPage = this.#columns * Math.floor(PAGE_SIDE / (height + 2 * BORDER));
    this.#capacity = Math.min(count, MOST_PAGES * this.#perPage);
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
    // the graphics device was lost, and what was drawn with it
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
  const ink = to.canvas.getContext('2d', contextSettings());
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
