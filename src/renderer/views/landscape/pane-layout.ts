import type { Margins, Rect } from '../../scene/view-camera';
import type { ModelName } from '#shared/setup';

/** The least width and height of a pane; where two panes do not fit, one is shown. */
const MIN_SIDE = 320;

/** The height of a pane's heading. */
const HEAD = 56;
/** The height of a row of memories below the heading, with their distances from the plane. */
const MEMORY_ROW = 52;
/** A lower pane has no room for that row. */
const MIN_HEIGHT_WITH_ROW = 400;

export interface PaneLayout {
  readonly model: ModelName;
  readonly rect: Rect;
}

/** Places MrDAM left of DrDAM, or above it on a narrow and high stage; a small stage has the preferred model alone. */
export function layoutPanes(
  width: number,
  height: number,
  models: readonly ModelName[],
  preferred: ModelName,
): PaneLayout[] {
  const shown = fits(width, height) ? models : models.filter((model) => model === preferred).slice(0, 1);
  const laidOut = shown.length > 0 ? shown : models.slice(0, 1);
  const isBeside = width >= MIN_SIDE * laidOut.length;
  const across = isBeside ? Math.floor(width / laidOut.length) : width;
  const down = isBeside ? height : Math.floor(height / laidOut.length);
  return laidOut.map((model, i) => ({
    model,
    rect: isBeside
      ? { x: i === 0 ? 0 : width - across, y: 0, width: across, height }
      : { x: 0, y: i * down, width, height: down },
  }));
}

/** Returns whether two panes fit. */
export function fits(width: number, height: number): boolean {
  return width >= 2 * MIN_SIDE || height >= 2 * MIN_SIDE;
}

/**
 * Returns the sizes for a map of this width. Its pictures are smaller and at their projections; its margins hold
 * numbers.
 */
export function mapSizesFor(width: number): Sizes {
  const sizes = sizesFor(width);
  const { top, bottom } = sizes.margins;
  const memory = Math.min(48, sizes.memory);
  return { ...sizes, memory, lift: 6, margins: { top, right: 24, bottom: bottom + 24, left: 60 } };
}

/** Returns the sizes of a pane that shows the plane of a query: with a row of memories below its heading where there is room for it. */
export function withMemoriesAtEdge(sizes: Sizes, height: number): Sizes {
  if (height < MIN_HEIGHT_WITH_ROW) return { ...sizes, memoriesOff: 'edge' };
  const { margins, head } = sizes;
  const row = { ...margins, top: margins.top + MEMORY_ROW };
  return { ...sizes, margins: row, head: head + MEMORY_ROW, memoriesOff: 'row' };
}

/** The sizes that depend on the width of a pane, in CSS pixels. */
export interface Sizes {
  /** The height at the top that pictures on the surface do not cover. */
  readonly head: number;
  /**
   * Where memories off the plane stand: at their projections, at the edge in their direction, or there with their pictures in
   * a row below the heading.
   */
  readonly memoriesOff: 'projection' | 'edge' | 'row';
  /** The longer side of a memory's picture, and of the selected state's. */
  readonly memory: number;
  readonly state: number;
  /** The least distance from a memory's projection to its picture. */
  readonly lift: number;
  readonly isSmall: boolean;
  readonly isLarge: boolean;
  /** Whether other queries have a picture too. */
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
  const hasOtherStates = width >= 900;
  return {
    head: HEAD,
    memoriesOff: 'projection',
    memory,
    state,
    lift,
    isSmall,
    isLarge,
    hasOtherStates,
    margins,
  };
}
