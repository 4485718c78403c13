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
import { drawMemories, drawRings, markMemories, placePictures } from './memory-marks';
import { ModelPainter } from './model-painter';
import type { CanvasContext } from '../canvas-context';
import type { Pane } from './pane';
import { entryAt } from './draped-paths';
import { projectionsOn } from './slice';
import { apart, drawOtherState, drawSelectedState, otherBox, stateBox } from './state-marks';

/** What the parts of a view are drawn on: they outlast its camera, which changes with every frame that turns. */
export class PaneLayers {
  /** Axes and rings. */
  readonly ground = new CachedLayer();
  readonly memories = new CachedLayer();
  /** Both, and the paths between them: what states stand on. */
  readonly below = new CachedLayer();
}

/** What stands on one surface. It keeps what only the camera decides, so that playing and scrubbing stay cheap. */
export class PanePainter {
  readonly pane: Pane;
  readonly #models: readonly ModelPainter[];
  readonly #layers: PaneLayers;
  #marks: Marks | null = null;
  #placed: Placed | null = null;
  /** As they cover each other. */
  #hits: readonly Hit[] = [];

  constructor(pane: Pane, layers: PaneLayers) {
    this.pane = pane;
    this.#layers = layers;
    this.#models = pane.layers.map((layer) => new ModelPainter(pane, layer));
  }

  /**
   * Back to front: axes, rings, paths, memories, other queries, the selected one. Pictures of memories that were never
   * shown are drawn for so long; false where some are left.
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
      return { model, paths, states: model.states(moment, paths) };
    });
    const states = moving.flatMap((each) => each.states);
    const selected = states.filter((state) => state.query === query);
    const boxes = apart(selected.map((state) => stateBox(pane, state, shape)));
    const taken = boxes.filter((_, i) => selected[i]?.picture);
    const places = this.#placesOf(marks, shape, taken);
    const atlas = memoryAtlasOf(landscapes?.memories ?? prepared.memories, shape);
    const isWhole = atlas.fill(places.keys(), fillMs);
    const paths = moving.flatMap((each) => each.paths);
    const reached = paths.map(({ path, samples }) => samples[entryAt(path, step)]);
    const lengths = paths.map(({ xs }) => xs.length);
    const placed = [marks, theme, places, atlas, atlas.version];
    // beyond where the paths rest it stays as it is
    this.#layers.below.draw(context, rect, [...placed, query, ...paths, ...reached, ...lengths], (below) => {
      this.#layers.ground.draw(below, rect, [marks, theme], (layer) => {
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
    for (const state of states) if (state.query !== query) drawOtherState(context, pane, state, theme);
    selected.forEach((state, i) => {
      const box = boxes[i];
      if (box) drawSelectedState(context, pane, state, box, theme);
    });
    context.restore();
    const pictured = selected.map((mark, i) => ({ mark, box: boxes[i] }));
    const others = states.filter((state) => state.query !== query);
    this.#hits = [
      ...pictured.flatMap(({ mark, box }) => stateHits(pane, mark, mark.picture && box, true)),
      ...others.toReversed().flatMap((mark) => stateHits(pane, mark, otherBox(pane, mark), false)),
      ...memoryHits(pane.model, marks, places),
    ];
    return isWhole;
  }

  /** What was drawn last at a point of the stage: a picture, or a query's letter. */
  targetAt(x: number, y: number): HitTarget | null {
    return hitAt(this.#hits, x, y);
  }

  #marksOf({ landscapes }: Moment): readonly MemoryMark[] {
    const projections = landscapes ? projectionsOn(landscapes, this.pane.model) : NO_FEET;
    if (this.#marks?.projections !== projections)
      this.#marks = { projections, all: markMemories(this.pane, projections) };
    return this.#marks.all;
  }

  /** The same places as long as they are, whatever state flew by. */
  #placesOf(
    marks: readonly MemoryMark[],
    shape: StatePicture['shape'],
    taken: readonly Rect[],
  ): ReadonlyMap<number, Rect> {
    const before = this.#placed;
    if (before?.marks === marks && areSame(before.taken, taken)) return before.boxes;
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

const NO_FEET: readonly PlanePoint[] = [];

function areSame(some: readonly Rect[], others: readonly Rect[]): boolean {
  return some.length === others.length && some.every((box, i) => isEqual(others[i], box));
}

function isEqual(a: Rect | undefined, b: Rect): boolean {
  return a?.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
