import type { Box, CanvasContext } from '../canvas-context';

/**
 * A flat drawing as data. The same marks are painted on a canvas, of the window or of a film, and written as SVG
 * (`marks-svg.ts`), so that all three show the same plot.
 */
export type Mark =
  | { readonly kind: 'lines'; readonly lines: readonly (readonly Point[])[]; readonly stroke: Stroke }
  | { readonly kind: 'area'; readonly points: readonly Point[]; readonly fill: string }
  | { readonly kind: 'box'; readonly box: Box; readonly radius: number; readonly fill: string }
  | {
      readonly kind: 'dot';
      readonly at: Point;
      readonly radius: number;
      readonly fill: string;
      readonly rim: Stroke;
    }
  | {
      readonly kind: 'text';
      readonly text: string;
      /** The start, middle or end of the baseline. */
      readonly at: Point;
      readonly align: 'left' | 'center' | 'right';
      readonly font: Font;
      readonly fill: string;
    }
  | { readonly kind: 'clip'; readonly box: Box; readonly marks: readonly Mark[] };

export type Point = readonly [x: number, y: number];

export interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly alpha?: number;
}

export interface Font {
  readonly family: string;
  readonly size: number;
  readonly weight: number;
  readonly isItalic?: boolean;
}

/** A horizontal or vertical line of one pixel's width that is aligned with the pixels. */
export function hairline(from: Point, to: Point, color: string): Mark {
  const crisp = ([x, y]: Point): Point => [Math.floor(x) + 0.5, Math.floor(y) + 0.5];
  const [a, b] = [crisp(from), crisp(to)];
  // its length stays exact, so that lines meet their frame
  const line: Point[] = from[0] === to[0] ? [[a[0], from[1]], [b[0], to[1]]] : [[from[0], a[1]], [to[0], b[1]]]; // prettier-ignore
  return { kind: 'lines', lines: [line], stroke: { color, width: 1 } };
}

export function paintMarks(context: CanvasContext, marks: readonly Mark[]): void {
  for (const mark of marks) paint(context, mark);
}

/** A font as CSS and canvas contexts write it. */
export function fontText({ family, size, weight, isItalic }: Font): string {
  return `${isItalic ? 'italic ' : ''}${String(weight)} ${String(size)}px ${family}`;
}

function paint(context: CanvasContext, mark: Mark): void {
  switch (mark.kind) {
    case 'lines':
      context.beginPath();
      for (const line of mark.lines) {
        line.forEach(([x, y], i) => {
          if (i === 0) context.moveTo(x, y);
          else context.lineTo(x, y);
        });
      }
      paintStroke(context, mark.stroke);
      break;
    case 'area':
      context.beginPath();
      for (const [x, y] of mark.points) context.lineTo(x, y);
      context.closePath();
      context.fillStyle = mark.fill;
      context.fill();
      break;
    case 'box':
      context.beginPath();
      context.roundRect(mark.box.x, mark.box.y, mark.box.width, mark.box.height, mark.radius);
      context.fillStyle = mark.fill;
      context.fill();
      break;
    case 'dot':
      context.beginPath();
      context.arc(mark.at[0], mark.at[1], mark.radius, 0, 2 * Math.PI);
      context.fillStyle = mark.fill;
      context.fill();
      paintStroke(context, mark.rim);
      break;
    case 'text':
      context.font = fontText(mark.font);
      context.textAlign = mark.align;
      context.textBaseline = 'alphabetic';
      context.fillStyle = mark.fill;
      context.fillText(mark.text, mark.at[0], mark.at[1]);
      break;
    case 'clip':
      context.save();
      context.beginPath();
      context.rect(mark.box.x, mark.box.y, mark.box.width, mark.box.height);
      context.clip();
      paintMarks(context, mark.marks);
      context.restore();
  }
}

function paintStroke(context: CanvasContext, { color, width, dash = [], alpha = 1 }: Stroke): void {
  context.save();
  context.strokeStyle = color;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.setLineDash([...dash]);
  context.globalAlpha = alpha;
  context.stroke();
  context.restore();
}
