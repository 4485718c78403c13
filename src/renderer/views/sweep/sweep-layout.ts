import type { ModelName } from '#shared/setup';
import type { Rect } from '../../scene/view-camera';
import type { Sizes } from '../landscape/pane-layout';

/** The heights of the columns' titles, and of the legend below the cells, in CSS pixels. */
const HEAD = 32;
const FOOT = 64;
/** The width of the models' names before the rows. */
const SIDE = 72;
/** The largest ratio of a cell's width to its height. */
const MAX_ASPECT = 1.5;

export interface Cell {
  /** The index of the cell's sweep point. */
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
    Math.round(MAX_ASPECT * down),
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

/** Returns the sizes for a cell, which has no axes and only the state's picture. */
export function cellSizes({ width }: Rect): Sizes {
  return {
    head: HEAD,
    memoriesOff: 'projection',
    memory: 16,
    state: width < 140 ? 24 : 32,
    lift: 8,
    isSmall: true,
    isLarge: false,
    hasOtherStates: false,
    margins: { top: 32, right: 8, bottom: 8, left: 8 },
  };
}
