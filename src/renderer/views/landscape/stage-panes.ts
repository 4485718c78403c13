import type { ModelName } from '#shared/setup';
import { isEqual } from '../../domain/equality';
import type { Ramp } from '../../scene/color-ramp';
import type { SlabViewSpec } from '../../scene/surface-renderer';
import { ViewCamera } from '../../scene/view-camera';
import type { ViewOptions } from '../view-options';
import { orbitOf } from '../view-options';
import type { ArrangedSurfaces } from './arrangements/arranged-surfaces';
import type { PaneSpec } from './arrangements/panes';
import { panesOf } from './arrangements/panes';
import { layoutPanes, mapSizesFor, sizesFor, withMemoriesAtEdge } from './pane-layout';
import type { PaneLayers } from './pane-painter';
import { PanePainter } from './pane-painter';

/** The size of the stage in CSS pixels, and the options of the view. */
export interface StageView {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly options: ViewOptions;
  /** The model that is shown where there is room for one. */
  readonly preferred: ModelName;
  /** False where the room for the legend is given to the slabs. */
  readonly hasLegend?: boolean;
}

/** Without a legend, this remains below the slabs in CSS pixels, for the names of the axes. */
const FOOT = 28;

/** A pane with its painter, at its place on the stage. */
export interface PlacedPane {
  readonly spec: PaneSpec;
  readonly painter: PanePainter;
}

/** Lays out the panes of an arrangement. The layers are kept by model, because they outlive a camera. */
export function placePanes(
  { width, height, options, preferred, hasLegend = true }: StageView,
  surfaces: ArrangedSurfaces,
  layersOf: Readonly<Record<ModelName, PaneLayers>>,
): PlacedPane[] {
  const specs = panesOf(options.arrangement, surfaces);
  const isMap = options.arrangement === 'map';
  const models = specs.map(({ model }) => model);
  return layoutPanes(width, height, models, preferred).flatMap(({ model, rect }) => {
    const spec = specs.find((each) => each.model === model);
    if (!spec) return [];
    // in a wide pane the height limits the slab
    const usableWidth = Math.min(rect.width, 1.25 * rect.height);
    const usual = isMap ? mapSizesFor(usableWidth) : sizesFor(usableWidth);
    const plain = hasLegend ? usual : { ...usual, margins: { ...usual.margins, bottom: FOOT } };
    const sizes = surfaces.hasMemoriesAtEdge && !isMap ? withMemoriesAtEdge(plain, rect.height) : plain;
    const camera = new ViewCamera(rect, sizes.margins, orbitOf(options, model), isMap ? 'map' : 'orbit');
    const { heightField, layers } = spec;
    const isDifference = surfaces.kind === 'difference';
    const pane = { model, heightField, layers, isDifference, colorMap: options.colorMap, camera, sizes };
    return [{ spec, painter: new PanePainter(pane, layersOf[model]) }];
  });
}

/** Returns the panes in the form that the surface renderer needs. */
export function slabViewsOf(
  panes: readonly PlacedPane[],
  options: ViewOptions,
  surfaces: ArrangedSurfaces,
): SlabViewSpec[] {
  return panes.map(({ spec: { model, slab, overlay }, painter: { pane } }) => ({
    slab,
    overlay,
    ramp: rampOf(options, surfaces),
    lens: pane.camera.isMap ? 'map' : 'orbit',
    rect: pane.camera.rect,
    margins: pane.sizes.margins,
    orbit: orbitOf(options, model),
  }));
}

/** Returns the colour ramp of the surfaces; differences have a separate one. */
export function rampOf({ colorMap }: ViewOptions, { kind }: ArrangedSurfaces): Ramp {
  return kind === 'difference' ? 'difference' : colorMap;
}

/** Returns whether two views differ in their cameras alone. */
export function isRotated(before: StageView | undefined, now: StageView): boolean {
  if (!before || before.options.orbits === now.options.orbits) return false;
  return isEqual(before, { ...now, options: { ...now.options, orbits: before.options.orbits } });
}
