import { contextSettings } from '../scene/graphics-info';
import type { CanvasContext } from './canvas-context';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A part of a drawing that stays while others move: painted when something that it shows has changed, copied otherwise. */
export class CachedLayer {
  // one that is not of a page does not smooth the edges of what it clips
  readonly #canvas = document.createElement('canvas');
  #shown: readonly unknown[] = [];

  constructor() {
    // the graphics device was lost, and what was drawn with it
    this.#canvas.addEventListener('contextlost', () => {
      this.#shown = [];
    });
  }

  /** What `paint` draws within the box is a function of `shows`, whose entries are compared by identity. */
  draw(
    target: CanvasContext,
    box: Box,
    shows: readonly unknown[],
    paint: (context: CanvasContext) => void,
  ): void {
    const context = this.#canvas.getContext('2d', contextSettings());
    if (!context || context.isContextLost()) {
      paint(target);
      return;
    }
    const { a: scaleX, d: scaleY, e, f } = target.getTransform();
    // whole pixels of the target, so that it looks as if it were painted there
    const [left, top] = [Math.floor(box.x * scaleX + e), Math.floor(box.y * scaleY + f)];
    const width = Math.ceil((box.x + box.width) * scaleX + e) - left;
    const height = Math.ceil((box.y + box.height) * scaleY + f) - top;
    const now = [...shows, scaleX, scaleY, e - left, f - top, width, height];
    if (!areSame(now, this.#shown)) {
      Object.assign(this.#canvas, { width: Math.max(1, width), height: Math.max(1, height) });
      context.setTransform(scaleX, 0, 0, scaleY, e - left, f - top);
      paint(context);
      this.#shown = now;
    }
    target.save();
    target.setTransform(1, 0, 0, 1, 0, 0);
    target.drawImage(this.#canvas, left, top);
    target.restore();
  }
}

export function areSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((value, i) => value === others[i]);
}
