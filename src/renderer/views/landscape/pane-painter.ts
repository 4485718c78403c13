import type { Theme } from '../../theme/theme';
import type { Rect } from '../../scene/view-camera';
import { memoryAtlasOf } from '../memory-atlas';
import { CachedLayer } from '../cached-layer';
import type { StatePicture } from '../pictures';
import type { Moment, PlanePoint, HitTarget } from '../../domain/run/moment';
import { drawEnergyLabels } from './arrangements/energy-labels';
import { drawAxes } from './axes';
import type { Hit } from './hit-test';
import { hitAt, memoryHits, stateHits } from './hit-test';
import type { MemoryMark } from './memory-marks';
import { drawMemories, drawRings, footBox, markMemories, placePictures } from './memory-marks';
import { ModelPainter } from './model-painter';
import type { CanvasContext } from '../canvas-context';
import type { Pane } from './pane';
import { entryAt } from '../../domain/run/plane-projection';
import { projectionsOn } from './slice';
import type { PlacedLabel } from './plane-labels';
import { drawLabels, labelFont, placeLabels } from './plane-labels';
import type { StateMark } from './state-marks';
import {
  separateBoxes,
  spreadMarks,
  drawOtherState,
  drawSelectedState,
  markBox,
  otherBox,
  stateBox,
  stateLabel,
} from './state-marks';

/** The cached layers of a pane, which outlive its painter, because every frame of a rotation has a new camera. */
export class PaneLayers {
  /** The axes and the rings. */
  readonly base = new CachedLayer();
  readonly memories = new CachedLayer();
  /** Both, with the paths between them: all that is below the states. */
  readonly below = new CachedLayer();
}

/**
 * Draws the annotations of one pane. It caches what depends on the camera alone, so that playback and scrubbing are
 * cheap.
 */
export class PanePainter {
  readonly pane: Pane;
  readonly #models: readonly ModelPainter[];
  readonly #layers: PaneLayers;
  #marks: Marks | null = null;
  #placed: Placed | null = null;
  /** The front ones first. */
  #hits: readonly Hit[] = [];

  constructor(pane: Pane, layers: PaneLayers) {
    this.pane = pane;
    this.#layers = layers;
    this.#models = pane.layers.map((layer) => new ModelPainter(pane, layer));
  }

  /**
   * Draws back to front: axes, rings, paths, memories, other queries, the selected query. Spends `fillMs` on pictures of
   * memories that were never shown; returns false if some remain.
   */
  draw(context: CanvasContext, moment: Moment, theme: Theme, fillMs: number): boolean {
    const { pane } = this;
    const { rect } = pane.camera;
    const { prepared, landscapes, step, query } = moment;
    const { shape } = prepared;
    context.save();
    context.beginPath();
    context.rect(rect.x, rect.y, rect.width, rect.height);
    context.clip();
    const marks = this.#marksOf(moment);
    const moving = this.#models.map((model) => {
      const paths = model.paths(moment);
      return { model, paths, states: model.states(moment) };
    });
    const states = moving.flatMap((each) => each.states);
    const selected = states.filter((state) => state.query === query);
    const boxes = separateBoxes(selected.map((state) => stateBox(pane, state, shape)));
    const taken = boxes.filter((_, i) => selected[i]?.picture);
    const places = this.#placesOf(marks, shape, taken);
    const atlas = memoryAtlasOf(landscapes?.memories ?? prepared.memories, shape);
    const isComplete = atlas.fill(places.keys(), fillMs);
    const paths = moving.flatMap((each) => each.paths);
    const reached = paths.map(({ path, samples }) => samples[entryAt(path, step)]);
    const lengths = paths.map(({ xs }) => xs.length);
    const placed = [marks, theme, places, atlas, atlas.version];
    // once the paths have reached their ends, the layer does not change
    this.#layers.below.draw(context, rect, [...placed, query, ...paths, ...reached, ...lengths], (below) => {
      this.#layers.base.draw(below, rect, [marks, theme], (layer) => {
        if (pane.camera.isMap) drawEnergyLabels(layer, pane, theme);
        drawAxes(layer, pane, theme);
        drawRings(layer, marks, theme);
      });
      for (const which of ['others', 'selected'] as const) {
        for (const each of moving) each.model.drawPaths(below, each.paths, which, moment, theme);
      }
      this.#layers.memories.draw(below, rect, placed, (layer) => {
        drawMemories(layer, pane, marks, places, (index) => atlas.at(index), theme);
      });
    });
    const others = spreadMarks(
      pane,
      states.filter((state) => state.query !== query),
      selected,
    );
    for (const state of others) drawOtherState(context, pane, state, theme);
    selected.forEach((state, i) => {
      const box = boxes[i];
      if (box) drawSelectedState(context, pane, state, box, theme);
    });
    const pictures = [
      ...places.values(),
      ...taken,
      ...others.flatMap((mark) => otherBox(pane, mark) ?? []),
      ...marks.map(({ spot }) => footBox(spot)),
    ];
    drawLabels(context, this.#labelsFor(context, [...selected, ...others], query, pictures, theme), theme);
    context.restore();
    const pictured = selected.map((mark, i) => ({ mark, box: boxes[i] }));
    this.#hits = [
      ...pictured.flatMap(({ mark, box }) => stateHits(pane, mark, mark.picture && box, true)),
      ...others.toReversed().flatMap((mark) => stateHits(pane, mark, otherBox(pane, mark), false)),
      ...memoryHits(pane.model, marks, places),
    ];
    return isComplete;
  }

  /** Returns the picture or the query's letter at a point of the stage, as last drawn. */
  targetAt(x: number, y: number): HitTarget | null {
    return hitAt(this.#hits, x, y);
  }

  /** Returns the labels of the states that are not where their marks are, clear of all pictures, letters and memories' feet. */
  #labelsFor(
    context: CanvasContext,
    states: readonly StateMark[],
    query: number,
    pictures: readonly Rect[],
    theme: Theme,
  ): PlacedLabel[] {
    const { pane } = this;
    const { rect } = pane.camera;
    const marks = states.map((mark) => markBox(pane, mark, mark.query === query));
    const labels = states.flatMap((mark) => stateLabel(pane, mark, mark.query === query) ?? []);
    const { head } = pane.sizes;
    const bounds = { ...rect, y: rect.y + head, height: rect.height - head };
    context.font = labelFont(theme);
    return placeLabels(labels, [...marks, ...pictures], bounds, (text) => context.measureText(text).width);
  }

  #marksOf({ landscapes }: Moment): readonly MemoryMark[] {
    const projections = landscapes ? projectionsOn(landscapes, this.pane.model) : NO_PROJECTIONS;
    if (this.#marks?.projections !== projections)
      this.#marks = { projections, all: markMemories(this.pane, projections) };
    return this.#marks.all;
  }

  /** Returns the same map as before while no box has moved, so that the cached layers stay valid. */
  #placesOf(
    marks: readonly MemoryMark[],
    shape: StatePicture['shape'],
    taken: readonly Rect[],
  ): ReadonlyMap<number, Rect> {
    const before = this.#placed;
    if (before?.marks === marks && areEqual(before.taken, taken)) return before.boxes;
    const boxes = placePictures(this.pane, marks, shape, taken);
    const isMoved =
      before?.marks !== marks ||
      before.boxes.size !== boxes.size ||
      [...boxes].some(([index, box]) => !isEqual(before.boxes.get(index), box));
    this.#placed = { marks, taken, boxes: isMoved ? boxes : before.boxes };
    return this.#placed.boxes;
  }
}

interface Marks {
  readonly projections: readonly PlanePoint[];
  readonly all: readonly MemoryMark[];
}

interface Placed {
  readonly marks: readonly MemoryMark[];
  readonly taken: readonly Rect[];
  readonly boxes: ReadonlyMap<number, Rect>;
}

const NO_PROJECTIONS: readonly PlanePoint[] = [];

function areEqual(a: readonly Rect[], b: readonly Rect[]): boolean {
  return a.length === b.length && a.every((box, i) => isEqual(b[i], box));
}

function isEqual(a: Rect | undefined, b: Rect): boolean {
  return a?.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
