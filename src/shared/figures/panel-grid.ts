import type { FigureBackend } from './svg-drawing';
import { FIGURE_COLORS, svgDocument } from './svg-drawing';
import type { Panel } from './panel';
import { dot, drawPanel, strokeLine } from './panel';

/** A page of panels in rows and columns, with a title, a legend, and a caption below them. */
export interface PanelGrid {
  readonly title: string;
  readonly caption: readonly string[];
  readonly legend: readonly LegendEntry[];
  /** What the panels of each row have in common. It is written beside the row. */
  readonly rowTitles?: readonly string[];
  readonly rows: readonly (readonly Panel[])[];
  /** The frame of each panel's axes in px; 180 x 132 if left out. */
  readonly panelSize?: { readonly width: number; readonly height: number };
}

/** A line of the legend, drawn as the curves that it explains. */
export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  readonly dash?: string;
  readonly mark?: 'points' | 'line';
}

const MARGIN = 28;
const LEFT = 62;
const GAP_X = 66;
const GAP_Y = 62;
const LINE_HEIGHT = 15;

/** Returns the page as an SVG document. `scale` enlarges it for pictures made of pixels. */
export function drawPanelGrid(
  { title, caption, legend, rowTitles, rows, panelSize = { width: 180, height: 132 } }: PanelGrid,
  backend: FigureBackend,
  scale = 1,
): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const left = LEFT + (rowTitles ? 20 : 0);
  const width = Math.max(left + columns * panelSize.width + (columns - 1) * GAP_X + MARGIN, 480);
  const parts = [
    backend.text(title, MARGIN, MARGIN + 6, { size: 14, weight: 600, fill: FIGURE_COLORS.text }),
  ];
  let y = MARGIN + 30;
  let x = MARGIN;
  for (const entry of legend) {
    const entryWidth = 30 + backend.textWidth(entry.label, { size: 11 }) + 18;
    if (x + entryWidth > width - MARGIN && x > MARGIN) {
      x = MARGIN;
      y += LINE_HEIGHT + 2;
    }
    parts.push(legendEntry(entry, x, y, backend));
    x += entryWidth;
  }
  y += 36;
  rows.forEach((row, r) => {
    const name = rowTitles?.[r];
    if (name !== undefined) {
      const style = {
        size: 12,
        weight: 600,
        fill: FIGURE_COLORS.text,
        anchor: 'middle',
        isUpwards: true,
      } as const;
      parts.push(backend.text(name, MARGIN - 4, y + panelSize.height / 2, style));
    }
    row.forEach((panel, c) => {
      const box = { x: left + c * (panelSize.width + GAP_X), y, ...panelSize };
      parts.push(drawPanel(panel, box, backend));
    });
    y += panelSize.height + GAP_Y;
  });
  const lines = caption.flatMap((paragraph) => wrapText(paragraph, width - 2 * MARGIN, backend));
  for (const text of lines) {
    parts.push(backend.text(text, MARGIN, y, { size: 10.5, fill: FIGURE_COLORS.secondaryText }));
    y += LINE_HEIGHT;
  }
  return svgDocument(width, y + MARGIN - LINE_HEIGHT, parts, scale);
}

function legendEntry(
  { label, color, dash, mark = 'points' }: LegendEntry,
  x: number,
  y: number,
  backend: FigureBackend,
): string {
  const parts = [strokeLine(x, y - 4, x + 22, y - 4, { color, width: 1.5, dash })];
  if (mark === 'points') parts.push(dot(x + 11, y - 4, color));
  parts.push(backend.text(label, x + 29, y, { size: 11, fill: FIGURE_COLORS.text }));
  return parts.join('');
}

/** Splits a paragraph into lines of at most `width` px, set at 10.5 px. A word is never split. */
export function wrapText(paragraph: string, width: number, backend: FigureBackend): string[] {
  const lines: string[] = [];
  for (const word of paragraph.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && backend.textWidth(longer, { size: 10.5 }) <= width)
      lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
