import { niceStep } from '#shared/ticks';
import { MODEL_TITLE } from '#shared/setup';
import { Relief } from '../../scene/height-field';
import { Surfaces } from '../../scene/surface-renderer';
import type { Rect } from '../../scene/view-camera';
import { ViewCamera } from '../../scene/view-camera';
import type { SweepPoint } from '../../domain/sweep-values';
import type { Theme } from '../../theme/theme';
import { modelsOf } from '../landscape/arrangements/arranged-surfaces';
import { NOTHING, surfaceOf } from '../landscape/arrangements/surface';
import type { Scale } from '../landscape/legend';
import { drawLegend, legendBox } from '../landscape/legend';
import { drawRings, markMemories } from '../landscape/memory-marks';
import { ModelInk } from '../landscape/model-painter';
import type { Ink, Pane } from '../landscape/pane';
import { loadFonts, text } from '../landscape/pane';
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
  readonly ink: ModelInk;
}

const MODELS = ['mrdam', 'drdam'] as const;

/** The landscapes of a sweep as small multiples: one scale, one camera, one step. */
export class SweepScene {
  readonly #surfaces: Surfaces;
  #drawn: Drawn | null = null;
  #picture: ImageBitmap | null = null;
  #wanted: Wanted | null = null;
  #catchingUp: Promise<void> | null = null;

  /** `onStale`: the graphics device was lost and came back; `show` will draw anew. */
  constructor(onStale: () => void) {
    this.#surfaces = new Surfaces(() => {
      this.#drawn = null;
      onStale();
    });
  }

  /** The view that is drawn. */
  get view(): SweepView | null {
    return this.#drawn?.view ?? null;
  }

  /** Resolves once this, or what was asked for after it, is what `takePicture` and `drawInk` give. */
  async show(shown: SweepContent, theme: Theme, view: SweepView): Promise<void> {
    this.#wanted = { shown, theme, view };
    this.#catchingUp ??= this.#catchUp().finally(() => {
      this.#catchingUp = null;
    });
    await this.#catchingUp;
  }

  /** The surfaces, once they have changed since the last time; whoever takes the picture closes it. */
  takePicture(): ImageBitmap | null {
    const picture = this.#picture;
    this.#picture = null;
    return picture;
  }

  /** Everything but the surfaces, at a step. */
  drawInk(ink: Ink, step: number): void {
    if (!this.#drawn) return;
    const { shown, theme, view, scale, cells } = this.#drawn;
    drawTitles(ink, shown, layoutCells(view, shown.titles.length, MODELS), theme);
    for (const cell of cells) drawCell(ink, cell, shown.query, step, theme);
    if (scale) drawLegend(ink, legendBox(view, scale), scale, false, view.options.colorMap, theme);
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
            over: null,
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
    const relief = new Relief(surfaceOf(landscapes, landscapes.energies[model] ?? NOTHING, scale));
    const camera = new ViewCamera(rect, sizes.margins, orbitOf(view.options, model));
    const layer = { model, relief };
    const { colorMap } = view.options;
    const pane = { model, relief, layers: [layer], isDifference: false, colorMap, camera, sizes };
    return [{ cell, point, pane, ink: new ModelInk(pane, layer) }];
  });
}

function slabOf({ moment: { landscapes } }: SweepPoint, { relief, model }: Pane, { isoStep }: Scale) {
  const hatchAbove = model === 'drdam' ? (landscapes?.noiseEnergy ?? null) : null;
  return { surface: relief.surface, isoStep, hatchAbove };
}

function drawTitles(ink: Ink, { titles }: SweepContent, cells: readonly Cell[], theme: Theme): void {
  ink.textBaseline = 'alphabetic';
  ink.fillStyle = theme.ink1;
  ink.font = text(13, 600, theme);
  ink.textAlign = 'center';
  for (const { point, rect, model } of cells) {
    if (model === MODELS[0]) ink.fillText(titles[point] ?? '', rect.x + rect.width / 2, rect.y - 8);
  }
  ink.textAlign = 'left';
  for (const { point, rect, model } of cells) {
    if (point === 0) ink.fillText(MODEL_TITLE[model], 16, rect.y + 24);
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
  ink: Ink,
  { point, pane, ink: model, cell: { rect } }: DrawnCell,
  query: number,
  step: number,
  theme: Theme,
): void {
  const moment = { ...point.moment, step };
  ink.save();
  ink.beginPath();
  ink.rect(rect.x, rect.y, rect.width, rect.height);
  ink.clip();
  drawRings(ink, markMemories(pane, moment.landscapes?.projections ?? []), theme);
  const paths = model.paths(moment);
  model.drawPaths(ink, paths, 'selected', moment, theme);
  const [state] = model.states(moment, paths);
  if (state) {
    drawSelectedState(ink, pane, { ...state, query }, boxOver(state, pane, moment.prepared.shape), theme);
  }
  const outcome = outcomeOf(point, pane.model);
  ink.textAlign = 'center';
  ink.textBaseline = 'alphabetic';
  ink.font = text(11, 500, theme);
  ink.fillStyle = theme.ink2;
  if (outcome) {
    const { words, error } = outcome;
    const measured = error === null ? words : `${words}, error ${error.toFixed(3)}`;
    const isFitting = ink.measureText(measured).width < rect.width - 8;
    ink.fillText(isFitting ? measured : words, rect.x + rect.width / 2, rect.y + 16);
  }
  ink.restore();
}
