import type { ColorMapName } from '../colormap';
import type { ModelName, PictureShape } from '../setup';
import type { FigureBackend } from './svg-drawing';

/** What a landscape's map shows and how it is drawn: the types that the page and its panels share. */

/**
 * The content of a map of landscapes. All its energies lie on one grid with `size` points along each axis.
 */
export interface MapContent {
  readonly title: string;
  /** [size], ascending, in state units (RMS pixel for picture states). */
  readonly u: Float64Array;
  /** [size], ascending, in the unit of `u`. */
  readonly v: Float64Array;
  /** [size, size], one row for each value of v. */
  readonly energies: Readonly<Partial<Record<ModelName, Float32Array>>>;
  /** DrDAM's map is hatched where `values` [size, size] are above `above`; null where nothing is hatched. */
  readonly hatched: { readonly values: ArrayLike<number>; readonly above: number } | null;
  /** Each memory's projection onto the plane, and its distance from the plane. */
  readonly projections: readonly { readonly u: number; readonly v: number; readonly offPlane: number }[];
  /** [K, dim] */
  readonly memories: Float32Array;
  /** The shape of picture states; null for states without one, whose memories have no thumbnails. */
  readonly shape: PictureShape | null;
  readonly paths: readonly MapPath[];
  readonly colorMap: ColorMapName;
  /**
   * True where v grows towards the top, as in plots; false where it grows downwards, as on the stage from
   * above.
   */
  readonly isUpwards: boolean;
  /** True where every fifth contour line is labelled with its energy. */
  readonly isLabelled: boolean;
  /** Returns the energy range of models that share a scale. */
  readonly scaleOf: (models: readonly ModelName[]) => MapScale;
}

/** A query's path on the plane, drawn from its first point to its last. The selected path is wider. */
export interface MapPath {
  readonly model: ModelName;
  readonly points: readonly { readonly u: number; readonly v: number }[];
  readonly isSelected: boolean;
}

/** The range of energies that the colours span. */
export interface MapScale {
  readonly low: number;
  /** Everything above this energy is drawn as a flat plate. */
  readonly cut: number;
}

/** The colours of a map, as CSS colours, and each model's dash. */
export interface MapTheme {
  readonly background: string;
  readonly axis: string;
  readonly text: string;
  readonly secondaryText: string;
  /** The colour of the plate above the cut. */
  readonly plate: string;
  readonly models: Readonly<Record<ModelName, string>>;
  /** Values of `stroke-dasharray`: the second cue beside colour, for colour-blind readers. */
  readonly dashes: Readonly<Record<ModelName, string>>;
}

/** What the parts of a map are drawn with. */
export interface MapStyle {
  readonly backend: FigureBackend;
  readonly theme: MapTheme;
}

/** A point of the page in px, from its top left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The side of one model's square map, in px. */
export const MAP_SIDE = 520;
