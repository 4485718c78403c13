import type { ModelName } from '#shared/setup';
import type { HitTarget, Moment } from '../../domain/run/moment';
import type { SurfaceImage } from '../../scene/surface-renderer';
import { SurfaceUpdates } from '../../scene/surface-updates';
import type { Theme } from '../../theme/theme';
import { CachedLayer } from '../cached-layer';
import type { CanvasContext } from '../canvas-context';
import type { ArrangedSurfaces } from './arrangements/arranged-surfaces';
import { arrangeSurfaces, surfaceKind } from './arrangements/arranged-surfaces';
import { drawHeadings } from './heading';
import { drawLegend, legendBox } from './legend';
import type { Spot } from './pane';
import { loadFonts, spotOf } from './pane';
import { PaneLayers } from './pane-painter';
import type { PanePainter } from './pane-painter';
import type { LandscapeReading } from './probe';
import { probe } from './probe';
import type { PlacedPane, StageView } from './stage-panes';
import { isRotated, placePanes, rampOf, slabViewsOf } from './stage-panes';

/** Numbers may extend beyond the legend's box by this many CSS pixels. */
const LEGEND_MARGIN = 24;
/** A camera that has not moved for this long is at rest. */
const SETTLE_MS = 300;

interface Request {
  readonly moment: Moment;
  readonly theme: Theme;
  readonly view: StageView;
}

interface DrawnStage extends Request {
  readonly surfaces: ArrangedSurfaces;
  readonly panes: readonly PlacedPane[];
}

/**
 * The landscapes of a moment, on screen and in films: an image of the surfaces, and annotations that are drawn over it.
 * Annotations always belong to the same moment and view as the surfaces under them.
 */
export class LandscapeScene {
  readonly #updates: SurfaceUpdates<Request>;
  readonly #legend = new CachedLayer();
  readonly #layers = { mrdam: new PaneLayers(), drdam: new PaneLayers(), own: new PaneLayers() };
  #drawn: DrawnStage | null = null;
  #resources: SurfaceImage['resources'] | null = null;
  #isStale = false;
  #settling: ReturnType<typeof setTimeout> | undefined;

  /**
   * `onStale` is called when the graphics device was lost and came back, or the camera came to rest: `show` then draws
   * again. With `sketches`, surfaces are drawn with fewer triangles while the camera moves.
   */
  constructor(
    private readonly onStale: () => void,
    private readonly sketches = false,
  ) {
    this.#updates = new SurfaceUpdates((request) => this.#update(request), this.#invalidate);
  }

  readonly #invalidate = () => {
    this.#isStale = true;
    this.onStale();
  };

  /** The view that is drawn. */
  get view(): StageView | null {
    return this.#drawn?.view ?? null;
  }

  /** The resources on the graphics device after the last draw. */
  get resources(): SurfaceImage['resources'] | null {
    return this.#resources;
  }

  /** Resolves once `takeSurfaceImage` and `drawAnnotations` serve this moment or a later one. */
  async show(moment: Moment, theme: Theme, view: StageView): Promise<void> {
    const request = { moment, theme, view };
    if (!this.#updates.isBusy && this.#keepSurfaces(request)) return;
    await this.#updates.request(request);
  }

  /** Returns the image of the surfaces if it has changed since the last call, else null. The caller closes it. */
  takeSurfaceImage(): ImageBitmap | null {
    return this.#updates.takeImage();
  }

  /**
   * Draws everything but the surfaces, in CSS pixels from the stage's corner, at the context's current origin. Each
   * pane spends `fillMs` on pictures of memories that were never shown; returns false if some remain.
   */
  drawAnnotations(
    context: CanvasContext,
    at: Partial<Pick<Moment, 'step' | 'query'>> = {},
    fillMs = Infinity,
  ): boolean {
    if (!this.#drawn) return true;
    const { theme, panes, surfaces } = this.#drawn;
    if (!surfaces.scale) return true;
    const moment = { ...this.#drawn.moment, ...at };
    let isComplete = true;
    for (const { painter } of panes) {
      isComplete = painter.draw(context, moment, theme, fillMs) && isComplete;
      drawHeadings(context, painter.pane, moment, surfaces.scale, theme);
    }
    drawDivider(context, panes, theme);
    if (this.#drawn.view.hasLegend !== false) this.#drawLegend(context, this.#drawn);
    return isComplete;
  }

  /** Reads the surface under a point of the stage. */
  pick(x: number, y: number): LandscapeReading | null {
    const landscapes = this.#drawn?.moment.landscapes;
    const pane = this.#paneAt(x, y)?.pane;
    if (!landscapes || !pane) return null;
    const { camera, heightField, model, isDifference } = pane;
    const hit = heightField.intersect(camera.eye, camera.directionOf(x, y));
    if (!hit) return null;
    const { u, v, energy } = heightField.read(hit.x, hit.z);
    const reading = probe(landscapes, model, u, v);
    return isDifference ? { ...reading, isDifference, energy } : reading;
  }

  /** Returns where a point of the plane is on the stage, in each pane. */
  spotsOf(u: number, v: number): { readonly model: ModelName; readonly spot: Spot }[] {
    const panes = this.#drawn?.panes ?? [];
    return panes.map(({ painter: { pane } }) => ({ model: pane.model, spot: spotOf(pane, u, v) }));
  }

  /** Returns the picture or letter at a point of the stage. */
  targetAt(x: number, y: number): HitTarget | null {
    return this.#paneAt(x, y)?.targetAt(x, y) ?? null;
  }

  /** Returns the model whose camera the pane at a point uses. */
  cameraAt(x: number, y: number): ModelName | null {
    return this.#paneAt(x, y)?.pane.model ?? null;
  }

  dispose(): void {
    clearTimeout(this.#settling);
    this.#updates.dispose();
  }

  #paneAt(x: number, y: number): PanePainter | undefined {
    return this.#drawn?.panes.find(({ painter }) => {
      const { rect } = painter.pane.camera;
      return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
    })?.painter;
  }

  #drawLegend(context: CanvasContext, { view, surfaces, panes, theme }: DrawnStage): void {
    const { scale } = surfaces;
    if (!scale) return;
    const hasSurface = panes.every(({ spec }) => spec.overlay === null);
    const isHatched = hasSurface ? surfaces.isHatched : surfaces.isHatchedBelowCut;
    const box = legendBox(view, scale);
    const bounds = { ...box, x: box.x - LEGEND_MARGIN, width: box.width + 2 * LEGEND_MARGIN };
    const ramp = rampOf(view.options, surfaces);
    this.#legend.draw(context, bounds, [surfaces, isHatched, ramp, theme], (layer) => {
      drawLegend(layer, box, { scale, isHatched, ramp, theme });
    });
  }

  async #update(request: Request): Promise<void> {
    if (this.#keepSurfaces(request)) return;
    const { moment, theme, view } = request;
    const { width, height, pixelRatio, options } = view;
    this.#isStale = false;
    const before = this.#hasSurfacesOf(request) ? this.#drawn?.surfaces : undefined;
    const surfaces = before ?? arrangeSurfaces(moment, surfaceKind(options.arrangement, moment));
    const panes = placePanes(view, surfaces, this.#layers);
    const isSketch = this.sketches && before !== undefined && isRotated(this.#drawn?.view, view);
    const views = slabViewsOf(panes, options, surfaces);
    const slabs = before ? {} : { slabs: surfaces.slabs };
    // a canvas does not wait for fonts
    this.#resources = await this.#updates.render(
      { width, height, pixelRatio, style: theme, views, isSketch, ...slabs },
      loadFonts(theme),
    );
    this.#drawn = { ...request, surfaces, panes };
    clearTimeout(this.#settling);
    if (isSketch) this.#settling = setTimeout(this.#invalidate, SETTLE_MS);
    if (this.#needsUpdate()) await this.#update(request);
  }

  /** Whether something was invalidated meanwhile: the compiler does not see that time has passed. */
  #needsUpdate(): boolean {
    return this.#isStale;
  }

  /** Takes over the moment if the present image also fits it; returns whether it does. */
  #keepSurfaces(request: Request): boolean {
    const { view, theme } = this.#drawn ?? {};
    const isCurrent =
      !this.#isStale && request.view === view && request.theme === theme && this.#hasSurfacesOf(request);
    if (isCurrent && this.#drawn) this.#drawn = { ...this.#drawn, moment: request.moment };
    return isCurrent;
  }

  #hasSurfacesOf({ moment, view }: Request): boolean {
    const drawn = this.#drawn;
    return (
      moment.landscapes === drawn?.moment.landscapes &&
      moment.energyCut === drawn.moment.energyCut &&
      surfaceKind(view.options.arrangement, moment) === drawn.surfaces.kind
    );
  }
}

/** Draws a line between two panes, which are side by side or one below the other. */
function drawDivider(context: CanvasContext, panes: readonly PlacedPane[], theme: Theme): void {
  const second = panes[1]?.painter.pane.camera.rect;
  if (!second) return;
  context.fillStyle = theme.line;
  if (second.x > 0) context.fillRect(second.x, 16, 1, Math.max(0, second.height - 96));
  else context.fillRect(16, second.y, Math.max(0, second.width - 32), 1);
}
