import type { BrowseReport, MemoryItem } from '#shared/api';

/** In which order pictures are shown; what is stored keeps its own. */
export type Order = 'given' | 'name' | 'class' | 'mrdam' | 'drdam';

/** Pictures under one heading. */
export interface Group {
  /** `stored`, `set`, or one of the classes of what is not stored. */
  readonly kind: 'stored' | 'set' | 'class';
  readonly id: string;
  readonly title: string;
  readonly items: readonly MemoryItem[];
  /** Those found, and those among which they were. */
  readonly found: number;
  readonly total: number;
}

export interface ArrangeOptions {
  readonly search: string;
  readonly order: Order;
  readonly isGrouped: boolean;
  /** Groups whose pictures are not shown. */
  readonly closed: ReadonlySet<string>;
}

const NO_CLASS = 'without a class';

/** What is stored, then the rest of the set. `set` is null while it is not known; `distances` are those of stored pictures. */
export function arrange(
  stored: readonly MemoryItem[],
  set: BrowseReport | null,
  distances: ReadonlyMap<string, number> | null,
  wish: ArrangeOptions,
): Group[] {
  const { search, order, closed } = wish;
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
  const isByClass = wish.isGrouped && rest.some(({ className }) => className !== null);
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
  const totals = new Map<string, number>();
  for (const { className } of all) {
    totals.set(className ?? NO_CLASS, (totals.get(className ?? NO_CLASS) ?? 0) + 1);
  }
  return [...Map.groupBy(found, ({ className }) => className ?? NO_CLASS)]
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

/** Numbers in names are compared as numbers. Texts are padded for that once: a collator takes ten times as long. */
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

/** A set is put in order once, not at each letter that is typed. */
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
