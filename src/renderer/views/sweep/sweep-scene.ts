import { niceStep } from '#shared/ticks';
import { MODEL_TITLE } from '#shared/setup';
import { HeightField } from '../../scene/height-field';
import { SurfaceRenderer } from '../../scene/surface-renderer';
import type { Rect } from '../../scene/view-camera';
import { ViewCamera } from '../../scene/view-camera';
import type { SweepPoint } from '../../domain/sweep-values';
import type { Theme } from '../../theme/theme';
import { modelsOf } from '../landscape/arrangements/arranged-surfaces';
import { NO_ENERGIES, surfaceOf } from '../landscape/arrangements/surface';
import type { Scale } from '../landscape/legend';
import { drawLegend, legendBox } from '../landscape/legend';
import { drawRings, markMemories } from '../landscape/memory-marks';
import { ModelPainter } from '../landscape/model-painter';
import type { CanvasContext } from '../canvas-context';
import type { Pane } from '../landscape/pane';
import { loadFonts, textFont } from '../landscape/pane';
import { boxSize } from '../landscape/picture-marks';
import type { StateMark } from '../landscape/state-marks';
import { drawSelectedState } from '../landscape/state-marks';
import type { ViewOptions } from '../view-options';
import { orbitOf } from '../view-options';
import type { Cell } from './sweep-layout';
import { cellSizes, layoutCells } from './sweep-layout';
import { outcomeOf } from './sweep-outcome';

/** What is drawn: the points that there are, of so many. */
export interface SweepContent {
  readonly points: readonly SweepPoint[];
  /** Titles of all columns, computed or not. */
  readonly titles: readonly string[];
  /** The query that falls in all of them, which is the only one of a point. */
  readonly query: number;
}

export interface SweepView {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly options: ViewOptions;
}

interface Wanted {
  readonly shown: SweepContent;
  readonly theme: Theme;
  readonly view: SweepView;
}

interface Drawn extends Wanted {
  readonly scale: Scale | null;
  readonly cells: readonly DrawnCell[];
}

interface DrawnCell {
  readonly cell: Cell;
  readonly point: SweepPoint;
  readonly pane: Pane;
  readonly painter: ModelPainter;
}

const MODELS = ['mrdam', 'drdam'] as const;

/** The landscapes of a sweep as small multiples: one scale, one camera, one step. */
export class SweepScene {
  readonly #surfaces: SurfaceRenderer;
  #drawn: Drawn | null = null;
  #picture: ImageBitmap | null = null;
  #wanted: Wanted | null = null;
  #catchingUp: Promise<void> | null = null;

  /** `onStale`: the graphics device was lost and came back; `show` will draw anew. */
  constructor(onStale: () => void) {
    this.#surfaces = new SurfaceRenderer(() => {
      this.#drawn = null;
      onStale();
    });
  }

  /** The view that is drawn. */
  get view(): SweepView | null {
    return this.#drawn?.view ?? null;
  }

  /** Resolves once this, or what was asked for after it, is what `takeSurfaceImage` and `drawAnnotations` give. */
  async show(shown: SweepContent, theme: Theme, view: SweepView): Promise<void> {
    this.#wanted = { shown, theme, view };
    this.#catchingUp ??= this.#catchUp().finally(() => {
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

  /** Everything but the surfaces, at a step. */
  drawAnnotations(context: CanvasContext, step: number): void {
    if (!this.#drawn) return;
    const { shown, theme, view, scale, cells } = this.#drawn;
    drawTitles(context, shown, layoutCells(view, shown.titles.length, MODELS), theme);
    for (const cell of cells) drawCell(context, cell, shown.query, step, theme);
    if (scale) drawLegend(context, legendBox(view, scale), scale, false, view.options.colorMap, theme);
  }

  dispose(): void {
    this.#surfaces.dispose();
    this.#picture?.close();
  }

  async #catchUp(): Promise<void> {
    for (let wanted = this.#wanted; wanted; wanted = this.#wanted) {
      this.#wanted = null;
      const { shown, theme, view } = wanted;
      const scale = scaleOf(shown.points);
      const cells = scale ? cellsOf(shown, view, scale) : [];
      const isMade = this.#drawn?.shown.points === shown.points;
      const [{ bitmap }] = await Promise.all([
        this.#surfaces.draw({
          ...view,
          style: theme,
          views: cells.map(({ pane: { camera, sizes, model } }, slab) => ({
            slab,
            overlay: null,
            ramp: view.options.colorMap,
            lens: 'orbit' as const,
            rect: camera.rect,
            margins: sizes.margins,
            orbit: orbitOf(view.options, model),
          })),
          ...(isMade || !scale ? {} : { slabs: cells.map(({ point, pane }) => slabOf(point, pane, scale)) }),
        }),
        loadFonts(theme),
      ]);
      this.#picture?.close();
      this.#picture = bitmap;
      this.#drawn = { ...wanted, scale, cells };
    }
  }
}

/** From the lowest energy of all points to their highest cut. */
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
    const point = points[cell.point];
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

function slabOf({ moment: { landscapes } }: SweepPoint, { heightField, model }: Pane, { isoStep }: Scale) {
  const hatchAbove = model === 'drdam' ? (landscapes?.noiseEnergy ?? null) : null;
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
  for (const { point, rect, model } of cells) {
    if (model === MODELS[0]) context.fillText(titles[point] ?? '', rect.x + rect.width / 2, rect.y - 8);
  }
  context.textAlign = 'left';
  for (const { point, rect, model } of cells) {
    if (point === 0) context.fillText(MODEL_TITLE[model], 16, rect.y + 24);
  }
}

/** The picture of a state, over it and within its cell. */
function boxOver(
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
  const [state] = painter.states(moment, paths);
  if (state) {
    drawSelectedState(context, pane, { ...state, query }, boxOver(state, pane, moment.prepared.shape), theme);
  }
  const outcome = outcomeOf(point, pane.model);
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.font = textFont(11, 500, theme);
  context.fillStyle = theme.ink2;
  if (outcome) {
    const { words, error } = outcome;
    const measured = error === null ? words : `${words}, error ${error.toFixed(3)}`;
    const isFitting = context.measureText(measured).width < rect.width - 8;
    context.fillText(isFitting ? measured : words, rect.x + rect.width / 2, rect.y + 16);
  }
  context.restore();
}
