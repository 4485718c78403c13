import type { BrowseReport, MemoryItem } from '#shared/api';

/** The order in which pictures are shown. The memories themselves keep their order. */
export type Order = 'given' | 'name' | 'class' | 'mrdam' | 'drdam';

/** The pictures under one heading. */
export interface Group {
  /** The memories, the rest of the set, or one class of the rest. */
  readonly kind: 'stored' | 'set' | 'class';
  readonly id: string;
  readonly title: string;
  readonly items: readonly MemoryItem[];
  /** Number of pictures found, and number searched. */
  readonly found: number;
  readonly total: number;
}

export interface ArrangeOptions {
  readonly search: string;
  readonly order: Order;
  readonly isGrouped: boolean;
  /** Ids of the groups that are folded. */
  readonly closed: ReadonlySet<string>;
}

const NO_CLASS = 'No class';

/**
 * Groups the memories and then the rest of the set. `set` is null until it is listed; `distances` are those of the
 * memories, by name.
 */
export function arrange(
  stored: readonly MemoryItem[],
  set: BrowseReport | null,
  distances: ReadonlyMap<string, number> | null,
  options: ArrangeOptions,
): Group[] {
  const { search, order, closed } = options;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const isOpen = (id: string) => words.length > 0 || !closed.has(id);
  const found = (items: readonly MemoryItem[]) =>
    words.length === 0
      ? items
      : items.filter((item) => words.every((word) => searchTextOf(item).includes(word)));

  const storedFound = found(distances ? byDistance(stored, distances) : ordered(stored, order));
  const first: Group = {
    kind: 'stored',
    id: 'stored',
    title: 'Stored',
    items: isOpen('stored') ? storedFound : [],
    found: storedFound.length,
    total: stored.length,
  };
  if (!set) return [first];

  const names = new Set(stored.map(({ name }) => name));
  const rest = orderedSet(set, order).filter(({ name }) => !names.has(name));
  const restFound = found(rest);
  const isByClass = options.isGrouped && rest.some(({ className }) => className !== null);
  const heading: Group = {
    kind: 'set',
    id: 'set',
    title: 'In the set',
    items: isByClass || !isOpen('set') ? [] : restFound,
    found: restFound.length,
    total: rest.length,
  };
  return [first, heading, ...(isByClass && isOpen('set') ? classesOf(restFound, rest, isOpen) : [])];
}

function classesOf(
  found: readonly MemoryItem[],
  all: readonly MemoryItem[],
  isOpen: (id: string) => boolean,
): Group[] {
  const classOf = ({ className }: MemoryItem) => className ?? NO_CLASS;
  const totals = new Map<string, number>();
  for (const item of all) totals.set(classOf(item), (totals.get(classOf(item)) ?? 0) + 1);
  const members = new Map<string, MemoryItem[]>();
  for (const item of found) {
    const items = members.get(classOf(item));
    if (items) items.push(item);
    else members.set(classOf(item), [item]);
  }
  return [...members]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, items]) => ({
      kind: 'class',
      id: `class ${title}`,
      title,
      items: isOpen(`class ${title}`) ? items : [],
      found: items.length,
      total: totals.get(title) ?? 0,
    }));
}

/** A key that sorts numbers in names by value. Padding once takes a tenth of the time of a collator. */
function nameKeyOf({ name }: MemoryItem): string {
  return name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}

function ordered(items: readonly MemoryItem[], order: Order): readonly MemoryItem[] {
  if (order !== 'name' && order !== 'class') return items;
  const keyed = items.map((item) => ({
    item,
    key: order === 'class' ? `${item.className ?? '\uffff'}\n${nameKeyOf(item)}` : nameKeyOf(item),
  }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  return keyed.map(({ item }) => item);
}

function byDistance(items: readonly MemoryItem[], distances: ReadonlyMap<string, number>) {
  const at = ({ name }: MemoryItem) => distances.get(name) ?? Infinity;
  return items.toSorted((a, b) => at(a) - at(b) || 0);
}

/** Caches the sorted set, which would otherwise be sorted again with each typed letter. */
const orders = new WeakMap<BrowseReport, Map<Order, readonly MemoryItem[]>>();

function orderedSet(set: BrowseReport, order: Order): readonly MemoryItem[] {
  const known = orders.get(set) ?? new Map<Order, readonly MemoryItem[]>();
  orders.set(set, known);
  const items = known.get(order) ?? ordered(set.items, order);
  known.set(order, items);
  return items;
}

const searchTexts = new WeakMap<MemoryItem, string>();

function searchTextOf(item: MemoryItem): string {
  const text = searchTexts.get(item) ?? `${item.className ?? ''} ${item.name}`.toLowerCase();
  searchTexts.set(item, text);
  return text;
}
