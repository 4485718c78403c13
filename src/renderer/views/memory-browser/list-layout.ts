import type { MemoryItem } from '#shared/api';
import type { Group } from './arrange';

/** Positions in the list, in CSS pixels. They are computed for the whole list; elements exist only for the part in view. */

const HEADING = { stored: 32, set: 40, class: 24 } as const;
/** The longer side of a picture, and the gap to the next. */
const PICTURE = { stored: { size: 48, gap: 8 }, set: { size: 32, gap: 4 } } as const;
/** Height of a line of text under a memory. */
const LINE = 16;
const FOOT = 12;

/** A group: a heading, and below it a grid of pictures. */
export interface Block {
  readonly group: Group;
  readonly top: number;
  readonly gridTop: number;
  readonly bottom: number;
  /** Index of its first picture in the whole list. */
  readonly first: number;
  readonly columns: number;
  readonly size: number;
  readonly across: number;
  readonly down: number;
}

export interface Layout {
  readonly blocks: readonly Block[];
  readonly height: number;
  /** All pictures, in order. */
  readonly items: readonly MemoryItem[];
}

export interface Spot {
  readonly index: number;
  readonly item: MemoryItem;
  readonly x: number;
  readonly y: number;
}

/** Lays out the groups at a width; `hasLines` reserves a line of text under each memory. */
export function layoutOf(groups: readonly Group[], width: number, hasLines: boolean): Layout {
  let [top, first] = [0, 0];
  const blocks = groups.map((group): Block => {
    const { size, gap } = PICTURE[group.kind === 'stored' ? 'stored' : 'set'];
    const across = size + gap;
    const down = across + (hasLines && group.kind === 'stored' ? LINE : 0);
    const columns = Math.max(1, Math.floor((width + gap) / across));
    const rows = Math.ceil(group.items.length / columns);
    const gridTop = top + HEADING[group.kind];
    const block = { group, top, gridTop, bottom: gridTop + rows * down, first, columns, size, across, down };
    top = block.bottom + (rows > 0 && group.kind === 'class' ? FOOT - gap : 0);
    first += group.items.length;
    return block;
  });
  return { blocks, height: top + FOOT, items: groups.flatMap(({ items }) => items) };
}

/** The blocks that intersect a stretch of the list. */
export function blocksIn({ blocks }: Layout, from: number, to: number): Block[] {
  return blocks.filter(({ top, bottom }) => bottom > from && top < to);
}

/** The pictures of a block that lie in a stretch of the list. */
export function spotsIn({ group, gridTop, first, columns, across, down }: Block, from: number, to: number) {
  const firstRow = Math.max(0, Math.floor((from - gridTop) / down));
  const lastRow = Math.max(firstRow, Math.ceil((to - gridTop) / down));
  return group.items.slice(firstRow * columns, lastRow * columns).map((item, i): Spot => {
    const place = firstRow * columns + i;
    return {
      index: first + place,
      item,
      x: (place % columns) * across,
      y: gridTop + Math.floor(place / columns) * down,
    };
  });
}

export function blockOf({ blocks }: Layout, index: number): Block | undefined {
  return blocks.find(({ first, group }) => index >= first && index < first + group.items.length);
}

/** The index of the picture above or below, also across groups. */
export function neighbour(layout: Layout, index: number, direction: 1 | -1): number {
  const block = blockOf(layout, index);
  if (!block) return index;
  const column = (index - block.first) % block.columns;
  const row = Math.floor((index - block.first) / block.columns) + direction;
  const last = block.group.items.length - 1;
  if (row >= 0 && row * block.columns <= last) {
    return block.first + Math.min(last, row * block.columns + column);
  }
  const next =
    direction === 1
      ? layout.blocks.find(({ first, group }) => first > index && group.items.length > 0)
      : layout.blocks.findLast(({ first, group }) => first < block.first && group.items.length > 0);
  if (!next) return index;
  const end = next.group.items.length - 1;
  const nextRow = direction === 1 ? 0 : Math.floor(end / next.columns);
  const nextColumn = Math.min(next.columns - 1, Math.round((column * block.across) / next.across));
  return next.first + Math.min(end, nextRow * next.columns + nextColumn);
}
