import { Outline } from './outline';

interface Kept {
  readonly outline: Outline;
  readonly first: number;
  readonly rewrites: number;
}

/** The outlines that were drawn last, by the table of values that they are of, and by what of it. */
const outlines = new WeakMap<object, Map<string, Kept>>();

export function outlineOf(
  table: object,
  part: string,
  rewrites: number,
  first: number,
  perColumn: number,
): Outline {
  const ofTable = outlines.get(table) ?? new Map<string, Kept>();
  outlines.set(table, ofTable);
  const kept = ofTable.get(part);
  if (kept?.first === first && kept.rewrites === rewrites && kept.outline.perColumn === perColumn)
    return kept.outline;
  const outline = new Outline(first, perColumn);
  ofTable.set(part, { outline, first, rewrites });
  return outline;
}
