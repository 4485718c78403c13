import type { Margins, Rect } from '../../scene/view-camera';
import type { ModelName } from '#shared/setup';

/** A view is never narrower; where two do not fit beside or below each other, one is shown. */
const NARROWEST = 320;

/** What a view's head takes: nothing flies into it. */
export const HEAD = 56;

export interface PaneLayout {
  readonly model: ModelName;
  readonly rect: Rect;
}

/** MrDAM left of DrDAM; in a narrow, high stage above it; in a small one the preferred of them alone. */
export function layoutPanes(
  width: number,
  height: number,
  models: readonly ModelName[],
  preferred: ModelName,
): PaneLayout[] {
  const shown = fits(width, height) ? models : models.filter((model) => model === preferred).slice(0, 1);
  const used = shown.length > 0 ? shown : models.slice(0, 1);
  const isBeside = width >= NARROWEST * used.length;
  const across = isBeside ? Math.floor(width / used.length) : width;
  const down = isBeside ? height : Math.floor(height / used.length);
  return used.map((model, i) => ({
    model,
    rect: isBeside
      ? { x: i === 0 ? 0 : width - across, y: 0, width: across, height }
      : { x: 0, y: i * down, width, height: down },
  }));
}

/** Whether two views find room. */
export function fits(width: number, height: number): boolean {
  return width >= 2 * NARROWEST || height >= 2 * NARROWEST;
}

/** Of a view of this width: a map's are smaller, its pictures stand at their projections, and numbers at its edges. */
export function mapSizesFor(width: number): Sizes {
  const sizes = sizesFor(width);
  const { top, bottom } = sizes.margins;
  const memory = Math.min(48, sizes.memory);
  return { ...sizes, memory, lift: 6, margins: { top, right: 24, bottom: bottom + 24, left: 60 } };
}

/** What the width of a view decides. All in CSS pixels. */
export interface Sizes {
  /** The longer side of a memory's picture, and of the selected state's. */
  readonly memory: number;
  readonly state: number;
  /** From a memory's foot to its picture. */
  readonly lift: number;
  readonly isSmall: boolean;
  readonly isLarge: boolean;
  /** Other queries have a picture too. */
  readonly hasOtherStates: boolean;
  readonly margins: Margins;
}

export function sizesFor(width: number): Sizes {
  const [memory, state] = width < 380 ? [24, 32] : width < 640 ? [32, 48] : width < 900 ? [48, 64] : [64, 96];
  const isSmall = width < 380;
  const isLarge = width >= 640;
  const margins = isSmall
    ? { top: 52, right: 20, bottom: 72, left: 40 }
    : isLarge
      ? { top: 80, right: 64, bottom: 100, left: 80 }
      : { top: 56, right: 26, bottom: 84, left: 38 };
  const lift = isSmall ? 12 : isLarge ? 30 : 18;
  return { memory, state, lift, isSmall, isLarge, hasOtherStates: width >= 900, margins };
}
