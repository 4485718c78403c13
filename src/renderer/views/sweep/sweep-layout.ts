import type { ModelName } from '#shared/setup';
import type { Rect } from '../../scene/view-camera';
import type { Sizes } from '../landscape/pane-layout';

/** Room above the columns for their values, and below the cells for the legend. */
const HEAD = 32;
const FOOT = 64;
/** Room before the rows for the models' names. */
const SIDE = 72;
/** The most that a cell's width is of its height. */
const MOST_ACROSS = 1.5;

export interface Cell {
  /** The index of its point. */
  readonly column: number;
  readonly model: ModelName;
  readonly rect: Rect;
}

/** Lays out a column for each point and a row for each model, in the middle of the stage. */
export function layoutCells(
  { width, height }: { readonly width: number; readonly height: number },
  numPoints: number,
  models: readonly ModelName[],
): Cell[] {
  const down = Math.floor((height - HEAD - FOOT) / models.length);
  const across = Math.min(
    Math.floor((width - SIDE - 16) / Math.max(1, numPoints)),
    Math.round(MOST_ACROSS * down),
  );
  const left = SIDE + Math.max(0, Math.floor((width - SIDE - 16 - across * numPoints) / 2));
  return models.flatMap((model, row) =>
    Array.from({ length: numPoints }, (_, column) => ({
      column,
      model,
      rect: { x: left + column * across, y: HEAD + row * down, width: across, height: down },
    })),
  );
}

/** Sizes for a cell: there are no axes, and the state alone has a picture. */
export function cellSizes({ width }: Rect): Sizes {
  return {
    memory: 16,
    state: width < 140 ? 24 : 32,
    lift: 8,
    isSmall: true,
    isLarge: false,
    hasOtherStates: false,
    margins: { top: 32, right: 8, bottom: 8, left: 8 },
  };
}
