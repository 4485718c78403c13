import type { ModelName } from '#shared/setup';
import type { Rect } from '../../scene/view-camera';
import type { HitTarget } from '../../domain/run/moment';
import type { MemoryMark } from './memory-marks';
import type { Pane } from './pane';
import type { StateMark } from './state-marks';
import { tagSize } from './state-marks';

/** A part of the screen that belongs to a picture or letter on a landscape. */
export interface Hit {
  readonly target: HitTarget;
  readonly box: Rect;
}

/** Returns the target of the first hit that contains the point. */
export function hitAt(hits: readonly Hit[], x: number, y: number): HitTarget | null {
  const hit = hits.find(
    ({ box }) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height,
  );
  return hit?.target ?? null;
}

/** Returns the hits of a query's state: its picture, where it has one, and its letter. */
export function stateHits(
  pane: Pane,
  mark: StateMark,
  picture: Rect | undefined,
  isSelected: boolean,
): Hit[] {
  const target = { kind: 'state', query: mark.query, model: mark.model } as const;
  const size = tagSize(pane, isSelected);
  const tag = { x: mark.x - size / 2, y: mark.y - size / 2, width: size, height: size };
  return [...(picture ? [picture] : []), tag].map((box) => ({ target, box }));
}

/** Returns the hits of memories, nearest first, because near pictures cover far ones. */
export function memoryHits(
  model: ModelName,
  marks: readonly MemoryMark[],
  boxes: ReadonlyMap<number, Rect>,
): Hit[] {
  return marks.toReversed().flatMap(({ index }) => {
    const box = boxes.get(index);
    return box ? [{ target: { kind: 'memory', index, model }, box }] : [];
  });
}
