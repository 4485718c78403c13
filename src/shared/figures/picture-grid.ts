import type { CellResult } from '../experiments';
import type { Box, FigureBackend } from './svg-drawing';
import { FIGURE_COLORS, px, svgDocument } from './svg-drawing';
import type { Panel } from './panel';
import { drawPanel } from './panel';
import { wrapText } from './panel-grid';

/** A page of pictures in rows and columns, each with a label below it, and at most one plot beside them. */
export interface PictureGrid {
  readonly title: string;
  readonly caption: readonly string[];
  readonly columnTitles: readonly string[];
  readonly rows: readonly { readonly title: string; readonly pictures: readonly Framed[] }[];
  readonly plot?: Panel;
}

/** A picture in its frame; the frame alone where the picture is not available yet. */
export interface Framed {
  readonly picture: Picture | undefined;
  readonly label?: string;
  /** The colour of the frame: that of the model that recalled the picture. Grey if left out. */
  readonly color?: string;
}

/** Pixels from 0 to 255, [height, width, channels]. */
export interface Picture {
  readonly pixels: Uint8Array;
  readonly shape: readonly [number, number, number];
}

const MARGIN = 28;
const TOP = 66;
const SIDE = 84;
const GAP = 10;
const LABEL = 15;
const ROW_TITLE_GAP = 14;
const PLOT = { width: 300, height: 220, left: 74 };

/** Returns the picture of that name from the cells; undefined where no cell has it. */
export function pictureNamed(cells: readonly CellResult[], name: string): Picture | undefined {
  for (const { pictures, pixels } of cells) {
    const index = pictures.indexOf(name);
    if (index < 0 || !pixels) continue;
    const [, height = 0, width = 0, channels = 0] = pixels.shape;
    const size = height * width * channels;
    return {
      pixels: pixels.data.subarray(index * size, (index + 1) * size),
      shape: [height, width, channels],
    };
  }
  return undefined;
}

/** Returns the page as an SVG document. `scale` enlarges it for pictures made of pixels. */
export function drawPictureGrid(grid: PictureGrid, backend: FigureBackend, scale = 1): string {
  const { title, caption, columnTitles, rows, plot } = grid;
  const columns = Math.max(columnTitles.length, ...rows.map(({ pictures }) => pictures.length));
  const hasLabels = rows.some(({ pictures }) => pictures.some(({ label }) => label !== undefined));
  const rowTitle = { size: 11, weight: 600, fill: FIGURE_COLORS.text } as const;
  const titleWidth = Math.max(0, ...rows.map((row) => backend.textWidth(row.title, rowTitle)));
  const left = MARGIN + (titleWidth && titleWidth + ROW_TITLE_GAP);
  const rowHeight = SIDE + GAP + (hasLabels ? LABEL : 0);
  const gridWidth = left + columns * (SIDE + GAP) - GAP;
  const width = Math.max(gridWidth + (plot ? PLOT.left + PLOT.width : 0) + MARGIN, 480);
  const parts = [
    backend.text(title, MARGIN, MARGIN + 6, { size: 14, weight: 600, fill: FIGURE_COLORS.text }),
  ];
  columnTitles.forEach((name, c) => {
    parts.push(backend.text(name, left + c * (SIDE + GAP), TOP - 8, { size: 11, fill: FIGURE_COLORS.text }));
  });
  rows.forEach((row, r) => {
    const y = TOP + r * rowHeight;
    if (row.title) {
      parts.push(backend.text(row.title, MARGIN, y + SIDE / 2 + 4, rowTitle));
    }
    row.pictures.forEach((framed, c) => {
      const box = { x: left + c * (SIDE + GAP), y, width: SIDE, height: SIDE };
      parts.push(drawFramed(framed, box, backend));
    });
  });
  let y = TOP + rows.length * rowHeight;
  if (plot) {
    parts.push(drawPanel(plot, { x: gridWidth + PLOT.left, y: TOP, ...PLOT }, backend));
    y = Math.max(y, TOP + PLOT.height + 44);
  }
  y += 18;
  for (const text of caption.flatMap((paragraph) => wrapText(paragraph, width - 2 * MARGIN, backend))) {
    parts.push(backend.text(text, MARGIN, y, { size: 10.5, fill: FIGURE_COLORS.secondaryText }));
    y += 15;
  }
  return svgDocument(width, y + MARGIN - 15, parts, scale);
}

function drawFramed(
  { picture, label, color = FIGURE_COLORS.axis }: Framed,
  box: Box,
  backend: FigureBackend,
): string {
  const frame = `<rect x="${px(box.x)}" y="${px(box.y)}" width="${px(box.width)}" height="${px(box.height)}" fill="none" stroke="${color}" stroke-width="1"/>`;
  const inside = picture ? backend.picture(picture.pixels, picture.shape, box) : '';
  const style = { size: 10, fill: FIGURE_COLORS.secondaryText, anchor: 'middle' } as const;
  const labelText =
    label === undefined ? '' : backend.text(label, box.x + box.width / 2, box.y + box.height + 12, style);
  return inside + frame + labelText;
}
