import type { Corruption, PictureShape } from '#shared/setup';
import type { DraftEditor } from './draft-editor';
import type { BoxCorruption, BoxHandle, Point } from './boxes';
import { boxBetween, draggedBox, handleAt, LOWER_RIGHT, MOVE } from './boxes';
import { painted, restored, strokePixels, packBits, unpackBits } from './brush';

export type Task = 'picture' | 'corruption';
/** Where the picture is taken from. */
export type PictureOrigin = 'stored' | 'set' | 'file' | 'hand';

/** What a pointer on the picture does. */
export type Mode = 'view' | 'paint' | 'mask' | 'box';

/** A drag: where the pointer was pressed, and the corruptions at that moment. */
interface Drag {
  readonly from: Point;
  readonly corruptions: readonly Corruption[];
  readonly box: { readonly handle: BoxHandle; readonly initial: BoxCorruption } | null;
}

/** Edits a query's picture and its corruptions by pointer and keyboard. Points are in pixels of the picture. */
export class MaskEditor {
  task = $state<Task>('picture');
  origin = $state<PictureOrigin>('stored');
  /** The index of the selected corruption; -1 for none. */
  selected = $state(-1);
  isErasing = $state(false);
  /** In pixels; odd. */
  diameter = $state(3);
  /** Channels from 0 to 1. */
  colour = $state.raw<readonly number[]>([]);
  /** The brush's position. It stays when the pointer leaves, so that keys can move it on. */
  cursor = $state.raw<Point | null>(null);
  readonly #editor: DraftEditor;
  readonly #shape: PictureShape;
  #drag: Drag | null = null;
  /** The end of the last stroke, from which a line continues. */
  #strokeEnd: Point | null = null;

  constructor(editor: DraftEditor, shape: PictureShape) {
    this.#editor = editor;
    this.#shape = shape;
    this.colour = Array.from({ length: shape.channels }, () => 1);
  }

  get mode(): Mode {
    if (this.task === 'picture') return this.origin === 'hand' ? 'paint' : 'view';
    return this.corruption?.kind === 'mask' ? 'mask' : 'box';
  }

  get corruption(): Corruption | undefined {
    return this.#editor.corruption.corruptions[this.selected];
  }

  /** `reach` is the distance up to which a pointer grasps the side of a box. */
  press(at: Point, isLine: boolean, reach: number): void {
    const { corruptions } = this.#editor.corruption;
    this.cursor = at;
    if (this.mode === 'view') return;
    this.#drag = { from: at, corruptions, box: this.mode === 'box' ? this.#grasp(at, reach) : null };
    if (this.mode !== 'box') this.#stroke(isLine ? (this.#strokeEnd ?? at) : at, at);
  }

  move(at: Point): void {
    const from = this.cursor ?? at;
    this.cursor = at;
    if (!this.#drag) return;
    if (this.mode !== 'box') this.#stroke(from, at);
    else if (this.#drag.box) this.#dragBox(this.#drag, at);
    else this.#drawBox(this.#drag, at);
  }

  release(): void {
    this.#drag = null;
    this.#editor.keep();
  }

  /** Moves the brush or the selected box by an arrow key, or with `isResizing` the box's lower right corner. */
  nudge(by: Point, isResizing: boolean): void {
    const { corruption } = this;
    if (this.mode !== 'box') {
      const { x, y } = this.cursor ?? { x: this.#shape.width >> 1, y: this.#shape.height >> 1 };
      this.cursor = {
        x: Math.min(this.#shape.width - 1, Math.max(0, Math.floor(x + by.x))),
        y: Math.min(this.#shape.height - 1, Math.max(0, Math.floor(y + by.y))),
      };
    } else if (corruption?.kind === 'box') {
      this.setCorruption(draggedBox(corruption, isResizing ? LOWER_RIGHT : MOVE, by, this.#shape));
    }
  }

  /** Applies the brush at the cursor. */
  stamp(isLine: boolean): void {
    if (!this.cursor || (this.mode !== 'paint' && this.mode !== 'mask')) return;
    this.#stroke(isLine ? (this.#strokeEnd ?? this.cursor) : this.cursor, this.cursor);
    this.#editor.keep();
  }

  add(corruption: Corruption): void {
    const { corruptions } = this.#editor.corruption;
    this.#setAll([...corruptions, corruption]);
    this.selected = corruptions.length;
  }

  setCorruption(corruption: Corruption): void {
    this.#setAll(this.#with(this.selected, corruption));
  }

  remove(index: number): void {
    this.#setAll(this.#editor.corruption.corruptions.filter((_, i) => i !== index));
    this.selected = -1;
  }

  /** Moves the selected corruption up or down in the order in which they are applied. */
  shift(by: -1 | 1): void {
    const all = [...this.#editor.corruption.corruptions];
    const [moved] = all.splice(this.selected, 1);
    const place = this.selected + by;
    if (!moved || place < 0 || place > all.length) return;
    all.splice(place, 0, moved);
    this.#setAll(all);
    this.selected = place;
  }

  #setAll(corruptions: readonly Corruption[]): void {
    this.#editor.change({ corruption: { ...this.#editor.corruption, corruptions } });
  }

  #with(index: number, corruption: Corruption): Corruption[] {
    return this.#editor.corruption.corruptions.map((one, i) => (i === index ? corruption : one));
  }

  #stroke(from: Point, to: Point): void {
    const pixels = strokePixels(from, to, this.diameter, this.#shape);
    this.#strokeEnd = to;
    if (this.mode === 'paint') this.#paint(pixels);
    else this.#brushMask(pixels);
  }

  #paint(pixels: Set<number>): void {
    const { draft, origin } = this.#editor;
    if (!draft || !origin) return; // the picture is still being read
    const base = draft.source.kind === 'drawn' ? draft.source.base : origin;
    const state = this.isErasing
      ? restored(origin, base, pixels, this.#shape.channels)
      : painted(origin, pixels, this.colour);
    this.#editor.try({ ...draft, source: { kind: 'drawn', base, state } });
  }

  #brushMask(pixels: Set<number>): void {
    if (this.corruption?.kind !== 'mask') return;
    const mask = unpackBits(this.corruption.bits, this.#shape.width * this.#shape.height);
    for (const pixel of pixels) mask[pixel] = this.isErasing ? 0 : 1;
    this.#try(this.#with(this.selected, { kind: 'mask', bits: packBits(mask) }));
  }

  /** Selects the box under the pointer: the selected one before others, upper ones before lower ones. */
  #grasp(at: Point, reach: number): Drag['box'] {
    const { corruptions } = this.#editor.corruption;
    for (const index of [this.selected, ...[...corruptions.keys()].reverse()]) {
      const initial = corruptions[index];
      const handle = initial?.kind === 'box' ? handleAt(initial, at, reach) : null;
      if (initial?.kind === 'box' && handle) {
        this.selected = index;
        return { handle, initial };
      }
    }
    this.selected = -1;
    return null;
  }

  #dragBox({ from, box }: Drag, at: Point): void {
    if (!box) return;
    const by = { x: at.x - from.x, y: at.y - from.y };
    this.#try(this.#with(this.selected, draggedBox(box.initial, box.handle, by, this.#shape)));
  }

  #drawBox({ from, corruptions }: Drag, at: Point): void {
    this.selected = corruptions.length;
    this.#try([...corruptions, boxBetween(from, at, this.#shape)]);
  }

  #try(corruptions: readonly Corruption[]): void {
    const { draft, corruption } = this.#editor;
    if (draft) this.#editor.try({ ...draft, corruption: { ...corruption, corruptions } });
  }
}
