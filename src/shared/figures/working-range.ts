import type { Row } from '../experiments';
import type { FigureBackend } from './svg-drawing';
import { FIGURE_COLORS, px, svgDocument } from './svg-drawing';
import { numberIn, distinctNumbers, distinctTexts, rowsWhere } from './row-columns';
import { wrapText } from './panel-grid';

const MARGIN = 28;
const NAME = 176;
const CELL = { width: 66, height: 26 };
const TOP = 92;

/** For each parameter that is varied: its column of the rows, and its name above the table. */
const AXES: Record<string, { column: string; title: string }> = {
  base: { column: 'group', title: 'base' },
  kept: { column: 'kept', title: 'kept' },
  beta: { column: 'beta', title: 'β' },
  numMemories: { column: 'K', title: 'K' },
  features: { column: 'Y', title: 'Y' },
};

/** A table of how many queries each option retrieves at each setting. */
export interface RangeTable {
  readonly title: string;
  readonly caption: readonly string[];
  readonly rows: readonly Row[];
}

/** Returns the table as an SVG document. `scale` enlarges it for pictures made of pixels. */
export function drawWorkingRange(
  { title, caption, rows }: RangeTable,
  backend: FigureBackend,
  scale = 1,
): string {
  const options = distinctTexts(rows, 'option');
  const columns = distinctTexts(rows, 'axis').flatMap((axis) => {
    const { column, title: name } = AXES[axis] ?? { column: axis, title: axis };
    const here = rowsWhere(rows, { axis });
    return distinctNumbers(here, column).map((value) => ({
      axis,
      name,
      value,
      cells: rowsWhere(here, { [column]: value }),
    }));
  });
  const left = MARGIN + NAME;
  const width = Math.max(left + columns.length * CELL.width + MARGIN, 520);
  const parts = [
    backend.text(title, MARGIN, MARGIN + 6, { size: 14, weight: 600, fill: FIGURE_COLORS.text }),
  ];
  columns.forEach(({ axis, name, value }, c) => {
    const x = left + (c + 0.5) * CELL.width;
    const style = { size: 10.5, anchor: 'middle', fill: FIGURE_COLORS.secondaryText } as const;
    parts.push(backend.text(name, x, TOP - 24, style));
    const number = axis === 'base' ? `group ${String(value)}` : short(value);
    parts.push(backend.text(number, x, TOP - 9, { ...style, fill: FIGURE_COLORS.text }));
  });
  options.forEach((option, r) => {
    const y = TOP + r * CELL.height;
    parts.push(backend.text(option, MARGIN, y + 17, { size: 11, fill: FIGURE_COLORS.text }));
    columns.forEach(({ cells }, c) => {
      const [row] = rowsWhere(cells, { option });
      if (row) parts.push(drawCell(row, left + c * CELL.width, y, backend));
    });
  });
  let y = TOP + options.length * CELL.height + 26;
  for (const text of caption.flatMap((paragraph) => wrapText(paragraph, width - 2 * MARGIN, backend))) {
    parts.push(backend.text(text, MARGIN, y, { size: 10.5, fill: FIGURE_COLORS.secondaryText }));
    y += 15;
  }
  return svgDocument(width, y + MARGIN - 15, parts, scale);
}

/**
 * Draws the retrieved fraction as a number and as a tint. Where MrDAM does not retrieve all queries, the
 * number that it retrieves stands beside it.
 */
function drawCell(row: Row, x: number, y: number, backend: FigureBackend): string {
  const [retrieved, all, mrdam] = [
    numberIn(row, 'retrieved'),
    numberIn(row, 'n'),
    numberIn(row, 'mrdam_retrieved'),
  ];
  const share = retrieved / all;
  const box = `x="${px(x + 1)}" y="${px(y + 1)}" width="${px(CELL.width - 2)}" height="${px(CELL.height - 2)}"`;
  const tint = `<rect ${box} fill="${FIGURE_COLORS.drdam}" fill-opacity="${px(0.06 + 0.74 * share)}"/>`;
  const fill = share > 0.9 ? FIGURE_COLORS.background : FIGURE_COLORS.text;
  const limit = mrdam < all ? ` (${String(mrdam)})` : '';
  const style = { size: 11, weight: 600, anchor: 'middle', fill } as const;
  return (
    tint + backend.text(`${String(retrieved)}/${String(all)}${limit}`, x + CELL.width / 2, y + 17, style)
  );
}

/** Returns 20000 as "20k", and other numbers with at most two decimals. */
function short(value: number): string {
  if (value >= 1000) return `${String(value / 1000)}k`;
  return String(Number(value.toFixed(2)));
}
