import type { Theme } from '../../theme/theme';
import type { Ramp } from '../../scene/color-ramp';
import type { SurfaceImage } from '../../scene/surface-renderer';
import { SurfaceRenderer } from '../../scene/surface-renderer';
import { ViewCamera } from '../../scene/view-camera';
import type { ModelName } from '#shared/setup';
import { isEqual } from '../../domain/equality';
import type { ViewOptions } from '../view-options';
import { orbitOf } from '../view-options';
import type { Moment, HitTarget } from '../../domain/run/moment';
import { CachedLayer } from '../cached-layer';
import type { ArrangedSurfaces } from './arrangements/arranged-surfaces';
import { surfaceKind, arrangeSurfaces } from './arrangements/arranged-surfaces';
import { drawHeadings } from './arrangements/headings';
import type { PaneSpec } from './arrangements/panes';
import { panesOf } from './arrangements/panes';
import { PanePainter, PaneLayers } from './pane-painter';
import { layoutPanes, mapSizesFor, sizesFor } from './pane-layout';
import { drawLegend, legendBox } from './legend';
import type { CanvasContext } from '../canvas-context';
import type { Spot } from './pane';
import { loadFonts, spotOf } from './pane';
import type { LandscapeReading } from './probe';
import { probe } from './probe';

/** What numbers may stand out of the legend's box. */
const LEGEND_MARGIN = 24;

/** A view that was not turned for so long stands still. */
const SETTLE_MS = 300;

export interface StageView {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly options: ViewOptions;
  /** The model that is shown where there is room for one. */
  readonly preferred: ModelName;
}

interface Wanted {
  readonly moment: Moment;
  readonly theme: Theme;
  readonly view: StageView;
}

interface DisplayedRun extends Wanted {
  readonly surfaces: ArrangedSurfaces;
  readonly panes: readonly PlacedPane[];
}

interface PlacedPane {
  readonly spec: PaneSpec;
  readonly painter: PanePainter;
}

/**
 * The landscapes of a moment, on screen as in films: a picture of the surfaces, and annotations to be drawn over it. The
 * surfaces of one moment or view never stand under the annotations of another.
 */
export class LandscapeScene {
  readonly #surfaces: SurfaceRenderer;
  readonly #legend = new CachedLayer();
  readonly #layers = { mrdam: new PaneLayers(), drdam: new PaneLayers(), own: new PaneLayers() };
  #shown: DisplayedRun | null = null;
  #wanted: Wanted | null = null;
  #catchingUp: Promise<void> | null = null;
  #picture: ImageBitmap | null = null;
  #resources: SurfaceImage['resources'] | null = null;
  #isStale = false;
  #settling: ReturnType<typeof setTimeout> | undefined;

  /**
   * `onStale`: the graphics device was lost and came back, or what turned stands still; `show` will draw anew.
   * `sketches`: while a view turns, less of the surfaces is drawn.
   */
  constructor(
    private readonly onStale: () => void,
    private readonly sketches = false,
  ) {
    this.#surfaces = new SurfaceRenderer(this.#outdate);
  }

  readonly #outdate = () => {
    this.#isStale = true;
    this.onStale();
  };

  /** The view that is drawn. */
  get view(): StageView | null {
    return this.#shown?.view ?? null;
  }

  /** What was on the graphics device when it was last drawn on. */
  get resources(): SurfaceImage['resources'] | null {
    return this.#resources;
  }

  /** Resolves once this, or what was asked for after it, is what `takeSurfaceImage` and `drawAnnotations` give. */
  async show(moment: Moment, theme: Theme, view: StageView): Promise<void> {
    const wanted = { moment, theme, view };
    this.#wanted = wanted;
    if (!this.#catchingUp && this.#shown && this.#isDrawn(wanted)) {
      this.#shown = { ...this.#shown, moment };
      return;
    }
    this.#catchingUp ??= this.#catchUp(wanted).finally(() => {
      this.#catchingUp = null;
    });
    await this.#catchingUp;
  }

  /** The surfaces, once they have changed since the last time; whoever takes the picture closes it. */
  takeSurfaceImage(): ImageBitmap | null {
    const picture = this.#picture;
    this.#picture = null;
    return picture;
  }

  /**
   * Everything but the surfaces, in CSS pixels from the stage's corner; the context's transform says where that is. Memories
   * that were never shown get their pictures for so long in each view; false where some are left.
   */
  drawAnnotations(
    context: CanvasContext,
    at: Partial<Pick<Moment, 'step' | 'query'>> = {},
    fillMs = Infinity,
  ): boolean {
    if (!this.#shown) return true;
    const { theme, view, panes, surfaces } = this.#shown;
    if (!surfaces.scale) return true;
    const moment = { ...this.#shown.moment, ...at };
    let isWhole = true;
    for (const pane of panes) {
      isWhole = pane.painter.draw(context, moment, theme, fillMs) && isWhole;
      drawHeadings(context, pane.painter.pane, moment, surfaces.scale, theme);
    }
    const second = panes[1]?.painter.pane.camera.rect;
    if (second) {
      context.fillStyle = theme.line;
      if (second.x > 0) context.fillRect(second.x, 16, 1, Math.max(0, second.height - 96));
      else context.fillRect(16, second.y, Math.max(0, second.width - 32), 1);
    }
    const { scale } = surfaces;
    const hasSurface = panes.every(({ spec }) => spec.overlay === null);
    const isHatched = hasSurface ? surfaces.isHatched : surfaces.isHatchedBelowCut;
    const box = legendBox(view, scale);
    const around = { ...box, x: box.x - LEGEND_MARGIN, width: box.width + 2 * LEGEND_MARGIN };
    const ramp = rampOf(view.options, surfaces);
    this.#legend.draw(context, around, [surfaces, isHatched, ramp, theme], (layer) => {
      drawLegend(layer, box, scale, isHatched, ramp, theme);
    });
    return isWhole;
  }

  /** What the surface under a point of the stage says. */
  pick(x: number, y: number): LandscapeReading | null {
    const landscapes = this.#shown?.moment.landscapes;
    const pane = this.#paneAt(x, y)?.pane;
    if (!landscapes || !pane) return null;
    const { camera, heightField, model, isDifference } = pane;
    const met = heightField.intersect(camera.eye, camera.directionOf(x, y));
    if (!met) return null;
    const { u, v, energy } = heightField.read(met.x, met.z);
    const reading = probe(landscapes, model, u, v);
    return isDifference ? { ...reading, isDifference, energy } : reading;
  }

  /** Where a point of the plane is on the stage, in each view. */
  spotsOf(u: number, v: number): { readonly model: ModelName; readonly spot: Spot }[] {
    const panes = this.#shown?.panes ?? [];
    return panes.map(({ painter: { pane } }) => ({ model: pane.model, spot: spotOf(pane, u, v) }));
  }

  /** The picture or letter at a point of the stage. */
  targetAt(x: number, y: number): HitTarget | null {
    return this.#paneAt(x, y)?.targetAt(x, y) ?? null;
  }

  /** Whose camera the view at a point has. */
  cameraAt(x: number, y: number): ModelName | null {
    return this.#paneAt(x, y)?.pane.model ?? null;
  }

  #paneAt(x: number, y: number): PanePainter | undefined {
    return this.#shown?.panes.find(({ painter }) => {
      const { rect } = painter.pane.camera;
      return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
    })?.painter;
  }

  dispose(): void {
    clearTimeout(this.#settling);
    this.#surfaces.dispose();
    this.#picture?.close();
  }

  /** Draws until it is what is wanted; what came and went meanwhile is passed over. */
  async #catchUp(wanted: Wanted): Promise<void> {
    this.#isStale = false;
    const before = this.#isMade(wanted) ? this.#shown?.surfaces : undefined;
    const kind = surfaceKind(wanted.view.options.arrangement, wanted.moment);
    const surfaces = before ?? arrangeSurfaces(wanted.moment, kind);
    const panes = placePanes(wanted.view, surfaces, this.#layers);
    const { width, height, pixelRatio, options } = wanted.view;
    const isSketch = this.sketches && before !== undefined && isTurned(this.#shown?.view, wanted.view);
    const views = panes.map(({ spec: { model, slab, overlay }, painter: { pane } }) => ({
      slab,
      overlay,
      ramp: rampOf(options, surfaces),
      lens: pane.camera.isMap ? ('map' as const) : ('orbit' as const),
      rect: pane.camera.rect,
      margins: pane.sizes.margins,
      orbit: orbitOf(options, model),
    }));
    const [{ bitmap, resources }] = await Promise.all([
      this.#surfaces.draw({
        width,
        height,
        pixelRatio,
        style: wanted.theme,
        views,
        isSketch,
        ...(before ? {} : { slabs: surfaces.slabs }),
      }),
      // what the annotations are written in, before they are
      loadFonts(wanted.theme),
    ]);
    this.#picture?.close();
    this.#picture = bitmap;
    this.#resources = resources;
    this.#shown = { ...wanted, surfaces, panes };
    clearTimeout(this.#settling);
    if (isSketch) this.#settling = setTimeout(this.#outdate, SETTLE_MS);
    const next = this.#wanted ?? wanted;
    if (this.#isDrawn(next)) this.#shown = { ...this.#shown, moment: next.moment };
    else await this.#catchUp(next);
  }

  /** Whether the surfaces are those of a moment. */
  #isMade({ moment, view }: Wanted): boolean {
    const shown = this.#shown;
    return (
      moment.landscapes === shown?.moment.landscapes &&
      moment.energyCut === shown.moment.energyCut &&
      surfaceKind(view.options.arrangement, moment) === shown.surfaces.kind
    );
  }

  /** Whether the picture is that of a moment and view. */
  #isDrawn(wanted: Wanted): boolean {
    const { view, theme } = this.#shown ?? {};
    return !this.#isStale && wanted.view === view && wanted.theme === theme && this.#isMade(wanted);
  }
}

/** Whether it is the same stage but for where it is seen from. */
function isTurned(before: StageView | undefined, now: StageView): boolean {
  if (!before || before.options.orbits === now.options.orbits) return false;
  return isEqual(before, { ...now, options: { ...now.options, orbits: before.options.orbits } });
}

function rampOf({ colorMap }: ViewOptions, { kind }: ArrangedSurfaces): Ramp {
  return kind === 'difference' ? 'difference' : colorMap;
}

function placePanes(
  { width, height, options, preferred }: StageView,
  surfaces: ArrangedSurfaces,
  layersOf: Readonly<Record<ModelName, PaneLayers>>,
): PlacedPane[] {
  const specs = panesOf(options.arrangement, surfaces);
  const isMap = options.arrangement === 'map';
  const models = specs.map(({ model }) => model);
  return layoutPanes(width, height, models, preferred).flatMap(({ model, rect }) => {
    const spec = specs.find((each) => each.model === model);
    if (!spec) return [];
    // a wide view is as large as it is high
    const room = Math.min(rect.width, 1.25 * rect.height);
    const sizes = isMap ? mapSizesFor(room) : sizesFor(room);
    const camera = new ViewCamera(rect, sizes.margins, orbitOf(options, model), isMap ? 'map' : 'orbit');
    const { heightField, layers } = spec;
    const isDifference = surfaces.kind === 'difference';
    const pane = { model, heightField, layers, isDifference, colorMap: options.colorMap, camera, sizes };
    return [{ spec, painter: new PanePainter(pane, layersOf[model]) }];
  });
}
