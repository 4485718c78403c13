import type { Rect } from '../../scene/view-camera';
import type { Standing } from '../view-model';

/** A part of the screen that belongs to what stands on a landscape. */
export interface Hit {
  readonly standing: Standing;
  readonly box: Rect;
}

/** What a query's letter takes. */
export function tagBox({ x, y }: { readonly x: number; readonly y: number }, size: number): Rect {
  return { x: x - size / 2, y: y - size / 2, width: size, height: size };
}

/** The first that holds the point: they come as they cover each other. */
export function hitAt(hits: readonly Hit[], x: number, y: number): Standing | null {
  const hit = hits.find(
    ({ box }) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height,
  );
  return hit?.standing ?? null;
}
