import type { Layout } from './list-layout';
import { neighbour } from './list-layout';
import type { PictureSelection } from './picture-selection.svelte';

/** Longest pause between the letters of one name. */
const TYPING_MS = 700;

/** The list's keys: move, select, and find by the first letters. */
export class ListKeyboard {
  #typed = '';
  #typedAt = 0;

  constructor(private readonly selection: PictureSelection) {}

  /** Handles a key and returns whether it was meant for the list. `rows` is the number of rows in view. */
  handle(event: KeyboardEvent, layout: Layout, rows: number): boolean {
    const { selection } = this;
    const { items } = layout;
    const command = event.ctrlKey || event.metaKey;
    const at = items.findIndex(({ name }) => name === selection.active);
    const to = this.#target(event, layout, at, rows);
    const name = to === undefined ? undefined : items[to]?.name;
    if (name !== undefined) {
      if (event.shiftKey) {
        selection.extendTo(
          name,
          items.map((item) => item.name),
        );
      } else if (command) selection.visit(name);
      else selection.only(name);
      return true;
    }
    if (command && event.key.toLowerCase() === 'a') {
      selection.all(items.map((item) => item.name));
      return true;
    }
    if (command && event.code === 'Space' && selection.active !== null) {
      selection.toggle(selection.active);
      return true;
    }
    if (event.key === 'Escape' && selection.names.size > 0) {
      selection.clear();
      return true;
    }
    return false;
  }

  #target(event: KeyboardEvent, layout: Layout, at: number, rows: number): number | undefined {
    const last = layout.items.length - 1;
    if (last < 0 || event.altKey) return undefined;
    const isMove = /^(Arrow|Page)/.test(event.key);
    if (at < 0 && isMove) return 0;
    switch (event.key) {
      case 'ArrowLeft':
        return Math.max(0, at - 1);
      case 'ArrowRight':
        return Math.min(last, at + 1);
      case 'ArrowUp':
        return neighbour(layout, at, -1);
      case 'ArrowDown':
        return neighbour(layout, at, 1);
      case 'PageUp':
        return moveRows(layout, at, -1, rows);
      case 'PageDown':
        return moveRows(layout, at, 1, rows);
      case 'Home':
        return 0;
      case 'End':
        return last;
      default:
        return this.#typeAhead(event, layout, at);
    }
  }

  /** The next picture whose class or file name starts with the typed letters. */
  #typeAhead(event: KeyboardEvent, { items }: Layout, at: number): number | undefined {
    if (event.ctrlKey || event.metaKey || !/^[\p{L}\p{N}]$/u.test(event.key)) return undefined;
    const isNew = event.timeStamp - this.#typedAt > TYPING_MS;
    this.#typedAt = event.timeStamp;
    this.#typed = (isNew ? '' : this.#typed) + event.key.toLowerCase();
    const begins = (index: number) => {
      const item = items[index];
      const file = item?.name.split(/[\\/]/).at(-1);
      return [item?.className, file].some((text) => text?.toLowerCase().startsWith(this.#typed));
    };
    const from = isNew ? at + 1 : Math.max(0, at);
    for (let i = 0; i < items.length; i++) {
      const index = (from + i) % items.length;
      if (begins(index)) return index;
    }
    return undefined;
  }
}

function moveRows(layout: Layout, at: number, direction: 1 | -1, rows: number): number {
  for (let row = 0; row < rows; row++) at = neighbour(layout, at, direction);
  return at;
}
