import { contextSettings } from '../scene/graphics-info';
import type { Box, CanvasContext } from './canvas-context';

/** A part of a drawing that is painted only when its inputs have changed, and copied otherwise. */
export class CachedLayer {
  // an OffscreenCanvas does not smooth the edges of clipped regions
  readonly #canvas = document.createElement('canvas');
  #inputs: readonly unknown[] = [];

  constructor() {
    // the drawing is lost with the graphics device
    this.#canvas.addEventListener('contextlost', () => {
      this.#inputs = [];
    });
  }

  /** Draws a box of the target. What `paint` draws must follow from `inputs`, whose entries are compared by identity. */
  draw(
    target: CanvasContext,
    box: Box,
    inputs: readonly unknown[],
    paint: (context: CanvasContext) => void,
  ): void {
    const context = this.#canvas.getContext('2d', contextSettings());
    if (!context || context.isContextLost()) {
      paint(target);
      return;
    }
    const { a: scaleX, d: scaleY, e, f } = target.getTransform();
    // whole pixels of the target, so that the copy looks like the painting
    const [left, top] = [Math.floor(box.x * scaleX + e), Math.floor(box.y * scaleY + f)];
    const width = Math.ceil((box.x + box.width) * scaleX + e) - left;
    const height = Math.ceil((box.y + box.height) * scaleY + f) - top;
    const current = [...inputs, scaleX, scaleY, e - left, f - top, width, height];
    if (!haveSameEntries(current, this.#inputs)) {
      Object.assign(this.#canvas, { width: Math.max(1, width), height: Math.max(1, height) });
      context.setTransform(scaleX, 0, 0, scaleY, e - left, f - top);
      paint(context);
      this.#inputs = current;
    }
    target.save();
    target.setTransform(1, 0, 0, 1, 0, 0);
    target.drawImage(this.#canvas, left, top);
    target.restore();
  }
}

export function haveSameEntries(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((value, i) => value === others[i]);
}
