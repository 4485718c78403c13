import type { Row } from '../experiments';
import type { Ink } from './ink';
import { PAPER, px, svgOf } from './ink';
import { number, valuesOf, where } from './rows';
import { wrapped } from './sheet';

/** The working range: a table of how many queries each option retrieves at each setting. */

const MARGIN = 28;
const NAME = 176;
const CELL = { width: 66, height: 26 };
const TOP = 92;

/** How a setting that leaves the base is called: its column, and what stands before the value. */
const AXES: Record<string, { column: string; title: string }> = {
  base: { column: 'group', title: 'base' },
  kept: { column: 'kept', title: 'kept' },
  beta: { column: 'beta', title: 'β' },
  numMemories: { column: 'K', title: 'K' },
  features: { column: 'Y', title: 'Y' },
};

export function drawRange(
  title: string,
  caption: readonly string[],
  rows: readonly Row[],
  ink: Ink,
  scale = 1,
): string {
  const options = valuesOf<string>(rows, 'option');
  const columns = valuesOf<string>(rows, 'axis').flatMap((axis) => {
    const { column, title: name } = AXES[axis] ?? { column: axis, title: axis };
    const here = where(rows, { axis });
    return valuesOf<number>(here, column).map((value) => ({
      axis,
      name,
      value,
      cells: where(here, { [column]: value }),
    }));
  });
  const left = MARGIN + NAME;
  const width = Math.max(left + columns.length * CELL.width + MARGIN, 520);
  const parts = [ink.text(title, MARGIN, MARGIN + 6, { size: 14, weight: 600, fill: PAPER.ink })];
  columns.forEach(({ axis, name, value }, c) => {
    const x = left + (c + 0.5) * CELL.width;
    const style = { size: 10.5, anchor: 'middle', fill: PAPER.soft } as const;
    parts.push(ink.text(name, x, TOP - 24, style));
    const number = axis === 'base' ? `group ${String(value)}` : short(value);
    parts.push(ink.text(number, x, TOP - 9, { ...style, fill: PAPER.ink }));
  });
  options.forEach((option, r) => {
    const y = TOP + r * CELL.height;
    parts.push(ink.text(option, MARGIN, y + 17, { size: 11, fill: PAPER.ink }));
    columns.forEach(({ cells }, c) => {
      const [row] = where(cells, { option });
      if (row) parts.push(drawCell(row, left + c * CELL.width, y, ink));
    });
  });
  let y = TOP + options.length * CELL.height + 26;
  for (const text of caption.flatMap((paragraph) => wrapped(paragraph, width - 2 * MARGIN, ink))) {
    parts.push(ink.text(text, MARGIN, y, { size: 10.5, fill: PAPER.soft }));
    y += 15;
  }
  return svgOf(width, y + MARGIN - 15, parts, scale);
}

/** The share retrieved as number and as tint; beside it, where MrDAM itself does not retrieve all, how many it does. */
function drawCell(row: Row, x: number, y: number, ink: Ink): string {
  const [retrieved, all, mrdam] = [
    number(row, 'retrieved'),
    number(row, 'n'),
    number(row, 'mrdam_retrieved'),
  ];
  const share = retrieved / all;
  const box = `x="${px(x + 1)}" y="${px(y + 1)}" width="${px(CELL.width - 2)}" height="${px(CELL.height - 2)}"`;
  const tint = `<rect ${box} fill="${PAPER.drdam}" fill-opacity="${px(0.06 + 0.74 * share)}"/>`;
  const fill = share > 0.9 ? PAPER.ground : PAPER.ink;
  const limit = mrdam < all ? ` (${String(mrdam)})` : '';
  const style = { size: 11, weight: 600, anchor: 'middle', fill } as const;
  return tint + ink.text(`${String(retrieved)}/${String(all)}${limit}`, x + CELL.width / 2, y + 17, style);
}

function short(value: number): string {
  if (value >= 1000) return `${String(value / 1000)}k`;
  return String(Number(value.toFixed(2)));
}
