import { MODEL_TITLE } from '#shared/setup';
import { niceStep } from '#shared/ticks';
import type { SweepPoint } from '../../domain/sweep-values';
import { HeightField } from '../../scene/height-field';
import type { SlabSpec } from '../../scene/slab';
import { SurfaceUpdates } from '../../scene/surface-updates';
import type { Rect } from '../../scene/view-camera';
import { ViewCamera } from '../../scene/view-camera';
import type { Theme } from '../../theme/theme';
import type { CanvasContext } from '../canvas-context';
import { modelsOf } from '../landscape/arrangements/arranged-surfaces';
import { NO_ENERGIES, surfaceOf } from '../landscape/arrangements/surface';
import type { Scale } from '../landscape/legend';
import { drawLegend, legendBox } from '../landscape/legend';
import { drawRings, markMemories } from '../landscape/memory-marks';
import { ModelPainter } from '../landscape/model-painter';
import type { Pane } from '../landscape/pane';
import { loadFonts, textFont } from '../landscape/pane';
import { boxSize } from '../landscape/picture-marks';
import type { StateMark } from '../landscape/state-marks';
import { drawSelectedState } from '../landscape/state-marks';
import type { ViewOptions } from '../view-options';
import { orbitOf } from '../view-options';
import type { Cell } from './sweep-layout';
import { cellSizes, layoutCells } from './sweep-layout';
import { MODELS, outcomeOf } from './sweep-table';

export interface SweepContent {
  /** The points that are computed so far. */
  readonly points: readonly SweepPoint[];
  /** Titles of all columns, computed or not. */
  readonly titles: readonly string[];
  /** The query of the run that is compared, which is the only query of each point. */
  readonly query: number;
}

export interface SweepView {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly options: ViewOptions;
}

interface Request {
  readonly content: SweepContent;
  readonly theme: Theme;
  readonly view: SweepView;
}

interface DrawnSweep extends Request {
  readonly scale: Scale | null;
  readonly cells: readonly DrawnCell[];
}

interface DrawnCell {
  readonly cell: Cell;
  readonly point: SweepPoint;
  readonly pane: Pane;
  readonly painter: ModelPainter;
}

/** The landscapes of a sweep as small multiples: one scale, one camera, one step. */
export class SweepScene {
  readonly #updates: SurfaceUpdates<Request>;
  #drawn: DrawnSweep | null = null;

  /** `onStale` is called when the graphics device was lost and came back: `show` then draws again. */
  constructor(onStale: () => void) {
    this.#updates = new SurfaceUpdates(
      (request) => this.#update(request),
      () => {
        this.#drawn = null;
        onStale();
      },
    );
  }

  /** The view that is drawn. */
  get view(): SweepView | null {
    return this.#drawn?.view ?? null;
  }

  /** Resolves once `takeSurfaceImage` and `drawAnnotations` serve this content or a later one. */
  show(content: SweepContent, theme: Theme, view: SweepView): Promise<void> {
    return this.#updates.request({ content, theme, view });
  }

  /** Returns the image of the surfaces if it has changed since the last call, else null. The caller closes it. */
  takeSurfaceImage(): ImageBitmap | null {
    return this.#updates.takeImage();
  }

  /** Draws everything but the surfaces, at a step. */
  drawAnnotations(context: CanvasContext, step: number): void {
    if (!this.#drawn) return;
    const { content, theme, view, scale, cells } = this.#drawn;
    drawTitles(context, content, layoutCells(view, content.titles.length, MODELS), theme);
    for (const cell of cells) drawCell(context, cell, content.query, step, theme);
    if (!scale) return;
    const ramp = view.options.colorMap;
    drawLegend(context, legendBox(view, scale), { scale, isHatched: false, ramp, theme });
  }

  dispose(): void {
    this.#updates.dispose();
  }

  async #update(request: Request): Promise<void> {
    const { content, theme, view } = request;
    const { width, height, pixelRatio, options } = view;
    const scale = scaleOf(content.points);
    const cells = scale ? cellsOf(content, view, scale) : [];
    const hasSlabs = this.#drawn?.content.points === content.points;
    const views = cells.map(({ pane: { camera, sizes, model } }, slab) => ({
      slab,
      overlay: null,
      ramp: options.colorMap,
      lens: 'orbit' as const,
      rect: camera.rect,
      margins: sizes.margins,
      orbit: orbitOf(options, model),
    }));
    const slabs = hasSlabs || !scale ? {} : { slabs: cells.map((cell) => slabOf(cell, scale)) };
    await this.#updates.render(
      { width, height, pixelRatio, style: theme, views, ...slabs },
      loadFonts(theme),
    );
    this.#drawn = { ...request, scale, cells };
  }
}

/** Returns the scale that all points share: from their lowest energy to their highest cut. */
function scaleOf(points: readonly SweepPoint[]): Scale | null {
  if (points.length === 0) return null;
  let [low, cut] = [Infinity, -Infinity];
  for (const { moment } of points) {
    cut = Math.max(cut, moment.energyCut);
    for (const grid of Object.values(moment.landscapes?.energies ?? {}))
      for (const energy of grid) low = Math.min(low, energy);
  }
  return { low, cut, isoStep: niceStep((cut - low) / 15) };
}

function cellsOf({ points, titles }: SweepContent, view: SweepView, scale: Scale): DrawnCell[] {
  return layoutCells(view, titles.length, MODELS).flatMap((cell): DrawnCell[] => {
    const point = points[cell.column];
    const landscapes = point?.moment.landscapes;
    if (!point || !landscapes || !modelsOf(landscapes).includes(cell.model)) return [];
    const { model, rect } = cell;
    const sizes = cellSizes(rect);
    const heightField = new HeightField(
      surfaceOf(landscapes, landscapes.energies[model] ?? NO_ENERGIES, scale),
    );
    const camera = new ViewCamera(rect, sizes.margins, orbitOf(view.options, model));
    const layer = { model, heightField };
    const { colorMap } = view.options;
    const pane = { model, heightField, layers: [layer], isDifference: false, colorMap, camera, sizes };
    return [{ cell, point, pane, painter: new ModelPainter(pane, layer) }];
  });
}

function slabOf({ point, pane: { heightField, model } }: DrawnCell, { isoStep }: Scale): SlabSpec {
  const hatchAbove = model === 'drdam' ? (point.moment.landscapes?.noiseEnergy ?? null) : null;
  return { surface: heightField.surface, isoStep, hatchAbove };
}

function drawTitles(
  context: CanvasContext,
  { titles }: SweepContent,
  cells: readonly Cell[],
  theme: Theme,
): void {
  context.textBaseline = 'alphabetic';
  context.fillStyle = theme.ink1;
  context.font = textFont(13, 600, theme);
  context.textAlign = 'center';
  for (const { column, rect, model } of cells) {
    if (model === MODELS[0]) context.fillText(titles[column] ?? '', rect.x + rect.width / 2, rect.y - 8);
  }
  context.textAlign = 'left';
  for (const { column, rect, model } of cells) {
    if (column === 0) context.fillText(MODEL_TITLE[model], 16, rect.y + 24);
  }
}

/** Returns the box of a state's picture: above the state, and within its cell. */
function pictureBox(
  { x, y }: StateMark,
  { sizes, camera: { rect } }: Pane,
  shape: { width: number; height: number },
): Rect {
  const { width, height } = boxSize(shape, sizes.state);
  const left = Math.min(Math.max(x - width / 2, rect.x + 4), rect.x + rect.width - width - 4);
  return { x: Math.round(left), y: Math.round(Math.max(y - 20 - height, rect.y + 24)), width, height };
}

function drawCell(
  context: CanvasContext,
  { point, pane, painter, cell: { rect } }: DrawnCell,
  query: number,
  step: number,
  theme: Theme,
): void {
  const moment = { ...point.moment, step };
  context.save();
  context.beginPath();
  context.rect(rect.x, rect.y, rect.width, rect.height);
  context.clip();
  drawRings(context, markMemories(pane, moment.landscapes?.projections ?? []), theme);
  const paths = painter.paths(moment);
  painter.drawPaths(context, paths, 'selected', moment, theme);
  const [state] = painter.states(moment);
  if (state) {
    const box = pictureBox(state, pane, moment.prepared.shape);
    drawSelectedState(context, pane, { ...state, query }, box, theme);
  }
  const outcome = outcomeOf(point, pane.model);
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.font = textFont(11, 500, theme);
  context.fillStyle = theme.ink2;
  if (outcome) {
    const { text, error } = outcome;
    const withError = error === null ? text : `${text}, error ${error.toFixed(3)}`;
    const isFitting = context.measureText(withError).width < rect.width - 8;
    context.fillText(isFitting ? withError : text, rect.x + rect.width / 2, rect.y + 16);
  }
  context.restore();
}
