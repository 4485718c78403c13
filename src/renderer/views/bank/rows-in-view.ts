/** Which of many items of one height are looked at, and the room that the others take. */
export interface InView {
  /** Items [first, last). */
  readonly first: number;
  readonly last: number;
  /** Pixels above and below them. */
  readonly before: number;
  readonly after: number;
}

/** Rows beyond the edges, so that scrolling finds them drawn. */
const SPARE_ROWS = 2;

/** `pitch`: pixels from one row to the next. */
export function rowsInView(list: {
  readonly count: number;
  readonly columns: number;
  readonly pitch: number;
  readonly scrolled: number;
  readonly height: number;
}): InView {
  const { count, columns, pitch, scrolled, height } = list;
  const rows = Math.ceil(count / columns);
  const firstRow = Math.max(0, Math.min(rows - 1, Math.floor(scrolled / pitch)) - SPARE_ROWS);
  const lastRow = Math.min(rows, Math.ceil((scrolled + height) / pitch) + SPARE_ROWS);
  return {
    first: firstRow * columns,
    last: Math.min(count, lastRow * columns),
    before: firstRow * pitch,
    after: Math.max(0, rows - lastRow) * pitch,
  };
}
