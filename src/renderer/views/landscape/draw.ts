import type { Theme } from '../../theme/theme';
import type { MemoryPictures } from '../pictures';
import { StatePicture } from '../pictures';
import type { Moment, PlanePath } from '../view-model';
import { drawAxes } from './axes';
import type { MemoryMark } from './memories';
import { drawMemories, drawRings, markMemories, placePictures } from './memories';
import type { Ink, Pane } from './pane';
import type { DrapedPath } from './paths';
import { drape, drawPath, entryAt } from './paths';
import type { StateMark } from './states';
import { drawOtherState, drawSelectedState, stateBox } from './states';

/** What stands on one surface. It keeps what only the camera decides, so that playing and scrubbing stay cheap. */
export class PaneInk {
  readonly pane: Pane;
  readonly #pictures: MemoryPictures;
  readonly #draped = new Map<PlanePath, DrapedPath>();
  readonly #states = new Map<number, StatePicture>();
  #marks: { feet: unknown; marks: MemoryMark[] } = { feet: null, marks: [] };

  constructor(pane: Pane, pictures: MemoryPictures) {
    this.pane = pane;
    this.#pictures = pictures;
  }

  /** Back to front: axes, rings, paths, memories, other queries, the selected one. */
  draw(ink: Ink, moment: Moment, theme: Theme): void {
    const { pane } = this;
    const { rect } = pane.camera;
    const { prepared, landscapes, step, query } = moment;
    const { shape } = prepared;
    const memories = landscapes?.memories ?? prepared.memories;
    ink.save();
    ink.beginPath();
    ink.rect(rect.x, rect.y, rect.width, rect.height);
    ink.clip();
    drawAxes(ink, pane, theme);

    const marks = this.#marksOf(moment);
    drawRings(ink, marks, theme);

    const paths = this.#drapedOf(moment);
    const { isLarge } = pane.sizes;
    paths.forEach((path, i) => {
      if (i !== query) drawPath(ink, path, step, this.#pathLook(theme, isLarge ? 2 : 1.5, true));
    });
    const selectedPath = paths[query];
    if (selectedPath) drawPath(ink, selectedPath, step, this.#pathLook(theme, isLarge ? 4 : 3, false));

    const states = paths.map((path, i) => this.#stateOf(moment, path, i));
    const selected = states[query];
    const box = selected && stateBox(pane, selected, shape);
    const boxes = placePictures(pane, marks, shape, box && selected.picture ? [box] : []);
    drawMemories(ink, marks, boxes, (index) => this.#pictures.of(memories, index, shape), theme);
    for (const state of states) if (state.query !== query) drawOtherState(ink, pane, state, theme);
    if (selected && box) drawSelectedState(ink, pane, selected, box, theme);
    ink.restore();
  }

  #pathLook(theme: Theme, width: number, isMinor: boolean) {
    const beadRadius = this.pane.sizes.isLarge ? 2.25 : 1.75;
    return { color: theme[this.pane.model], casing: theme.casing, width, beadRadius, isMinor };
  }

  #marksOf({ landscapes }: Moment): MemoryMark[] {
    const feet = landscapes?.feet ?? [];
    if (this.#marks.feet !== feet) this.#marks = { feet, marks: markMemories(this.pane, feet) };
    return this.#marks.marks;
  }

  #drapedOf({ paths }: Moment): DrapedPath[] {
    const present = paths[this.pane.model].filter(({ points }) => points.length > 0);
    for (const path of this.#draped.keys()) if (!present.includes(path)) this.#draped.delete(path);
    return present.map((path) => {
      const draped = this.#draped.get(path) ?? drape(this.pane, path);
      this.#draped.set(path, draped);
      return draped;
    });
  }

  #stateOf({ prepared, recording, step, query }: Moment, draped: DrapedPath, index: number): StateMark {
    const { model, sizes } = this.pane;
    const sample = draped.samples[entryAt(draped.path, step)] ?? 0;
    const hasPicture = index === query || sizes.hasOtherStates;
    const state =
      hasPicture && recording?.shape.models.includes(model) === true
        ? recording.stateAt(model, index, step)?.state
        : undefined;
    const picture = state && this.#pictureFor(index, prepared.shape).show(state);
    return { query: index, x: draped.xs[sample] ?? 0, y: draped.ys[sample] ?? 0, picture };
  }

  #pictureFor(query: number, shape: StatePicture['shape']): StatePicture {
    const kept = this.#states.get(query);
    if (kept?.shape === shape) return kept;
    const made = new StatePicture(shape);
    this.#states.set(query, made);
    return made;
  }
}
