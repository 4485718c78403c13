import type { Corruption, PictureShape } from '#shared/setup';
import type { QueryEditor } from '../../session/query-editor.svelte';
import type { BoxCorruption, BoxHandle, Point } from './boxes';
import { boxBetween, draggedBox, handleAt, LOWER_RIGHT, MOVE } from './boxes';
import { painted, restored, strokePixels } from './brush';
import { packBits, unpackBits } from './mask';

export type Task = 'picture' | 'damage';
/** Where the picture is taken from. */
export type Origin = 'stored' | 'set' | 'file' | 'hand';

/** What a pointer on the picture does. */
export type Mode = 'look' | 'paint' | 'mask' | 'box';

/** A pointer that is down: where it was pressed, and what was there. */
interface Drag {
  readonly from: Point;
  readonly corruptions: readonly Corruption[];
  readonly box: { readonly grip: BoxHandle; readonly was: BoxCorruption } | null;
}

/** What a person does with a pointer or the keyboard on the picture of a query. Points are in pixels of it. */
export class MaskEditor {
  task = $state<Task>('picture');
  origin = $state<Origin>('stored');
  /** The number of the corruption that is selected; -1 for none. */
  selected = $state(-1);
  isErasing = $state(false);
  /** Odd. */
  diameter = $state(3);
  /** Channels from 0 to 1. */
  colour = $state.raw<readonly number[]>([]);
  /** Where the brush is, and stays when the pointer leaves: keys move it on. */
  cursor = $state.raw<Point | null>(null);
  readonly #drafting: QueryEditor;
  readonly #shape: PictureShape;
  #drag: Drag | null = null;
  /** Where the last stroke ended: a line goes on from there. */
  #last: Point | null = null;

  constructor(drafting: QueryEditor, shape: PictureShape) {
    this.#drafting = drafting;
    this.#shape = shape;
    this.colour = Array.from({ length: shape.channels }, () => 1);
  }

  get mode(): Mode {
    if (this.task === 'picture') return this.origin === 'hand' ? 'paint' : 'look';
    return this.corruption?.kind === 'mask' ? 'mask' : 'box';
  }

  get corruption(): Corruption | undefined {
    return this.#drafting.damage.corruptions[this.selected];
  }

  /** `reach`: how far from a box's side still holds it. */
  press(at: Point, isLine: boolean, reach: number): void {
    const { corruptions } = this.#drafting.damage;
    this.cursor = at;
    if (this.mode === 'look') return;
    this.#drag = { from: at, corruptions, box: this.mode === 'box' ? this.#gripOf(at, reach) : null };
    if (this.mode !== 'box') this.#stroke(isLine ? (this.#last ?? at) : at, at);
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
    this.#drafting.keep();
  }

  /** An arrow key: moves the brush or the selected box, or with `isResizing` the box's lower right corner. */
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

  /** The brush at the cursor, as a press and a release. */
  stamp(isLine: boolean): void {
    if (!this.cursor || (this.mode !== 'paint' && this.mode !== 'mask')) return;
    this.#stroke(isLine ? (this.#last ?? this.cursor) : this.cursor, this.cursor);
    this.#drafting.keep();
  }

  add(corruption: Corruption): void {
    const { corruptions } = this.#drafting.damage;
    this.#setAll([...corruptions, corruption]);
    this.selected = corruptions.length;
  }

  setCorruption(corruption: Corruption): void {
    this.#setAll(this.#with(this.selected, corruption));
  }

  remove(index: number): void {
    this.#setAll(this.#drafting.damage.corruptions.filter((_, i) => i !== index));
    this.selected = -1;
  }

  /** Damage is done in order: the selected one comes one earlier, or one later. */
  shift(by: -1 | 1): void {
    const all = [...this.#drafting.damage.corruptions];
    const [moved] = all.splice(this.selected, 1);
    const place = this.selected + by;
    if (!moved || place < 0 || place > all.length) return;
    all.splice(place, 0, moved);
    this.#setAll(all);
    this.selected = place;
  }

  #setAll(corruptions: readonly Corruption[]): void {
    this.#drafting.change({ damage: { ...this.#drafting.damage, corruptions } });
  }

  #with(index: number, corruption: Corruption): Corruption[] {
    return this.#drafting.damage.corruptions.map((one, i) => (i === index ? corruption : one));
  }

  #stroke(from: Point, to: Point): void {
    const pixels = strokePixels(from, to, this.diameter, this.#shape);
    this.#last = to;
    if (this.mode === 'paint') this.#paint(pixels);
    else this.#brushMask(pixels);
  }

  #paint(pixels: Set<number>): void {
    const { draft, origin } = this.#drafting;
    if (!draft || !origin) return; // it is still being read
    const base = draft.source.kind === 'drawn' ? draft.source.base : origin;
    const state = this.isErasing
      ? restored(origin, base, pixels, this.#shape.channels)
      : painted(origin, pixels, this.colour);
    this.#drafting.try({ ...draft, source: { kind: 'drawn', base, state } });
  }

  #brushMask(pixels: Set<number>): void {
    if (this.corruption?.kind !== 'mask') return;
    const mask = unpackBits(this.corruption.bits, this.#shape.width * this.#shape.height);
    for (const pixel of pixels) mask[pixel] = this.isErasing ? 0 : 1;
    this.#try(this.#with(this.selected, { kind: 'mask', bits: packBits(mask) }));
  }

  /** The box under the pointer: the selected one before others, and what lies above before what lies below. */
  #gripOf(at: Point, reach: number): Drag['box'] {
    const { corruptions } = this.#drafting.damage;
    for (const index of [this.selected, ...[...corruptions.keys()].reverse()]) {
      const was = corruptions[index];
      const grip = was?.kind === 'box' ? handleAt(was, at, reach) : null;
      if (was?.kind === 'box' && grip) {
        this.selected = index;
        return { grip, was };
      }
    }
    this.selected = -1;
    return null;
  }

  #dragBox({ from, box }: Drag, at: Point): void {
    if (!box) return;
    const by = { x: at.x - from.x, y: at.y - from.y };
    this.#try(this.#with(this.selected, draggedBox(box.was, box.grip, by, this.#shape)));
  }

  #drawBox({ from, corruptions }: Drag, at: Point): void {
    this.selected = corruptions.length;
    this.#try([...corruptions, boxBetween(from, at, this.#shape)]);
  }

  #try(corruptions: readonly Corruption[]): void {
    const { draft, damage } = this.#drafting;
    if (draft) this.#drafting.try({ ...draft, damage: { ...damage, corruptions } });
  }
}
