import type { Theme } from '../../theme/theme';
import type { Rect } from '../../scene/view-camera';
import { atlasOf } from '../atlas';
import { Layer } from '../layer';
import { StatePicture } from '../pictures';
import type { Moment, PlanePath, PlanePoint, Standing } from '../view-model';
import { drawAxes } from './axes';
import type { Hit } from './hits';
import { hitAt, tagBox } from './hits';
import type { MemoryMark } from './memories';
import { drawMemories, drawRings, markMemories, placePictures } from './memories';
import type { Ink, Pane } from './pane';
import { DrapedPath, drawPath, entryAt } from './paths';
import { feetOf, offPlaneOf } from './slice';
import type { StateMark } from './states';
import { drawOtherState, drawSelectedState, otherBox, stateBox, tagSize } from './states';

/** What stands on one surface. It keeps what only the camera decides, so that playing and scrubbing stay cheap. */
export class PaneInk {
  readonly pane: Pane;
  readonly #draped = new Map<PlanePath, DrapedPath>();
  readonly #states = new Map<number, StatePicture>();
  /** Axes and rings. */
  readonly #ground = new Layer();
  readonly #memories = new Layer();
  /** Both, and the paths between them: what states stand on. */
  readonly #below = new Layer();
  #marks: Marks | null = null;
  #placed: Placed | null = null;
  #hits: readonly Hit[] = [];

  constructor(pane: Pane) {
    this.pane = pane;
  }

  /**
   * Back to front: axes, rings, paths, memories, other queries, the selected one. Pictures of memories that were never
   * shown are drawn for so long; false where some are left.
   */
  draw(ink: Ink, moment: Moment, theme: Theme, fillMs: number): boolean {
    const { pane } = this;
    const { rect } = pane.camera;
    const { prepared, landscapes, step, query } = moment;
    const { shape } = prepared;
    ink.save();
    ink.beginPath();
    ink.rect(rect.x, rect.y, rect.width, rect.height);
    ink.clip();
    const marks = this.#marksOf(moment);
    const paths = this.#drapedOf(moment);
    const states = paths.map((path, i) => this.#stateOf(moment, path, i));
    const selected = states[query];
    const box = selected && stateBox(pane, selected, shape);
    const boxes = this.#placesOf(marks, shape, box && selected.picture ? box : null);
    const atlas = atlasOf(landscapes?.memories ?? prepared.memories, shape);
    const isWhole = atlas.fill(boxes.keys(), fillMs);
    const reached = paths.map(({ path, samples }) => samples[entryAt(path, step)]);
    const lengths = paths.map(({ xs }) => xs.length);
    const placed = [marks, theme, boxes, atlas, atlas.version];
    // beyond where the paths rest it stays as it is
    this.#below.draw(ink, rect, [...placed, query, ...paths, ...reached, ...lengths], (below) => {
      this.#ground.draw(below, rect, [marks, theme], (layer) => {
        drawAxes(layer, pane, theme);
        drawRings(layer, marks, theme);
      });
      this.#drawPaths(below, paths, moment, theme);
      this.#memories.draw(below, rect, placed, (layer) => {
        drawMemories(layer, marks, boxes, (index) => atlas.at(index), theme);
      });
    });
    for (const state of states) if (state.query !== query) drawOtherState(ink, pane, state, theme);
    if (selected && box) drawSelectedState(ink, pane, selected, box, theme);
    ink.restore();
    this.#hits = [...this.#stateHits(states, query, box), ...this.#memoryHits(marks, boxes)];
    return isWhole;
  }

  /** What was drawn last at a point of the stage: a picture, or a query's letter. */
  standingAt(x: number, y: number): Standing | null {
    return hitAt(this.#hits, x, y);
  }

  /** The selected one covers the others. */
  #stateHits(states: readonly StateMark[], selected: number, box: Rect | undefined): Hit[] {
    const { pane } = this;
    return states
      .toSorted((a, b) => Number(b.query === selected) - Number(a.query === selected))
      .flatMap((mark) => {
        const isSelected = mark.query === selected;
        const picture = isSelected ? mark.picture && box : otherBox(pane, mark);
        const standing = { kind: 'state', query: mark.query, model: pane.model } as const;
        const tag = tagBox(mark, tagSize(pane, isSelected));
        return [...(picture ? [picture] : []), tag].map((one) => ({ standing, box: one }));
      });
  }

  /** Near ones cover far ones. */
  #memoryHits(marks: readonly MemoryMark[], boxes: ReadonlyMap<number, Rect>): Hit[] {
    const { model } = this.pane;
    return marks.toReversed().flatMap(({ index }) => {
      const box = boxes.get(index);
      return box ? [{ standing: { kind: 'memory', index, model }, box }] : [];
    });
  }

  #drawPaths(ink: Ink, paths: readonly DrapedPath[], moment: Moment, theme: Theme): void {
    const { step, query, landscapes } = moment;
    const { isLarge } = this.pane.sizes;
    // the slice rides with the selected state alone
    const alpha = landscapes?.ride ? DIMMED : 1;
    paths.forEach((path, i) => {
      if (i !== query) drawPath(ink, path, step, this.#pathLook(theme, isLarge ? 2 : 1.5, true, alpha));
    });
    const selected = paths[query];
    if (selected) drawPath(ink, selected, step, this.#pathLook(theme, isLarge ? 4 : 3, false, 1));
  }

  #pathLook(theme: Theme, width: number, isMinor: boolean, alpha: number) {
    const beadRadius = this.pane.sizes.isLarge ? 2.25 : 1.75;
    return { color: theme[this.pane.model], casing: theme.casing, width, beadRadius, isMinor, alpha };
  }

  #marksOf({ landscapes }: Moment): readonly MemoryMark[] {
    const feet = landscapes ? feetOf(landscapes, this.pane.model) : NO_FEET;
    if (this.#marks?.feet !== feet) this.#marks = { feet, all: markMemories(this.pane, feet) };
    return this.#marks.all;
  }

  /** The same places as long as they are, whatever state flew by. */
  #placesOf(
    marks: readonly MemoryMark[],
    shape: StatePicture['shape'],
    taken: Rect | null,
  ): ReadonlyMap<number, Rect> {
    const before = this.#placed;
    if (before?.marks === marks && isSame(before.taken, taken)) return before.boxes;
    const boxes = placePictures(this.pane, marks, shape, taken ? [taken] : []);
    const isMoved =
      before?.marks !== marks ||
      before.boxes.size !== boxes.size ||
      [...boxes].some(([index, box]) => !isSame(before.boxes.get(index), box));
    this.#placed = { marks, taken, boxes: isMoved ? boxes : before.boxes };
    return this.#placed.boxes;
  }

  #drapedOf({ paths }: Moment): DrapedPath[] {
    const present = paths[this.pane.model].filter(({ points }) => points.length > 0);
    for (const path of this.#draped.keys()) if (!present.includes(path)) this.#draped.delete(path);
    return present.map((path) => {
      const draped = this.#draped.get(path) ?? new DrapedPath(this.pane, path);
      draped.extend();
      this.#draped.set(path, draped);
      return draped;
    });
  }

  #stateOf(moment: Moment, draped: DrapedPath, index: number): StateMark {
    const { prepared, recording, step, query } = moment;
    const { model, sizes } = this.pane;
    const sample = draped.samples[entryAt(draped.path, step)] ?? 0;
    const hasPicture = index === query || sizes.hasOtherStates;
    const state =
      hasPicture && recording?.shape.models.includes(model) === true
        ? recording.stateAt(model, index, step)?.state
        : undefined;
    const picture = state && this.#pictureFor(index, prepared.shape).show(state);
    const isTold = moment.landscapes?.ride && !sizes.isSmall;
    const offSlice = isTold ? offPlaneOf(moment, model, index) : null;
    return { query: index, x: draped.xs[sample] ?? 0, y: draped.ys[sample] ?? 0, picture, offSlice };
  }

  #pictureFor(query: number, shape: StatePicture['shape']): StatePicture {
    const kept = this.#states.get(query);
    if (kept?.shape === shape) return kept;
    const made = new StatePicture(shape);
    this.#states.set(query, made);
    return made;
  }
}

interface Marks {
  readonly feet: readonly PlanePoint[];
  readonly all: readonly MemoryMark[];
}

interface Placed {
  readonly marks: readonly MemoryMark[];
  readonly taken: Rect | null;
  readonly boxes: ReadonlyMap<number, Rect>;
}

/** What is not on the slice. */
const DIMMED = 0.55;

const NO_FEET: readonly PlanePoint[] = [];

function isSame(a: Rect | null | undefined, b: Rect | null): boolean {
  return a?.x === b?.x && a?.y === b?.y && a?.width === b?.width && a?.height === b?.height;
}
