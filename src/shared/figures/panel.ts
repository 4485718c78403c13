import { line as curveLine } from 'd3-shape';
import type { AxisTick } from '../ticks';
import type { Axis } from './axis';
import { position, ticksOf } from './axis';
import type { Box, FigureBackend } from './svg-drawing';
import { FIGURE_COLORS, px } from './svg-drawing';

/** A curve of a plot. Values that are not finite or lie outside the axes interrupt it. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Half the length of each point's error bar, in the unit of y; null for a point without one. */
  readonly error?: readonly (number | null)[];
  readonly color: string;
  readonly dash?: string;
  /** "points" (the default) marks every point; "line" suits curves of many points and predictions. */
  readonly mark?: 'points' | 'line';
}

/** A horizontal line across the whole panel. */
export interface Level {
  readonly y: number;
  readonly color: string;
  readonly dash: string;
}

/** One plot: curves between two axes. */
export interface Panel {
  readonly title?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
  readonly levels?: readonly Level[];
}

/**
 * Returns a plot as SVG elements. `box` is the frame of its axes; numbers and labels stand to the left and
 * below it.
 */
export function drawPanel(
  { title, x, y, curves, levels = [] }: Panel,
  box: Box,
  backend: FigureBackend,
): string {
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  const placeX = (value: number) => box.x + position(x, value) * box.width;
  const placeY = (value: number) => bottom - position(y, value) * box.height;
  const clamp = (value: number) => Math.min(bottom, Math.max(box.y, value));
  const isInside = (value: number, axis: Axis) => {
    const at = position(axis, value);
    return Number.isFinite(at) && at >= -1e-6 && at <= 1 + 1e-6;
  };
  const parts: string[] = [];
  for (const tick of ticksOf(x)) {
    const at = placeX(tick.value);
    const length = tick.label ? 4 : 2.5;
    parts.push(strokeLine(at, bottom, at, bottom + length, { color: FIGURE_COLORS.axis }));
    parts.push(tickLabel(tick, at, bottom + 15, 'middle', backend));
  }
  for (const tick of ticksOf(y)) {
    const at = placeY(tick.value);
    if (tick.label) parts.push(strokeLine(box.x, at, right, at, { color: FIGURE_COLORS.grid }));
    parts.push(strokeLine(box.x - (tick.label ? 4 : 2.5), at, box.x, at, { color: FIGURE_COLORS.axis }));
    parts.push(tickLabel(tick, box.x - 7, at + 3.5, 'end', backend));
  }
  for (const { y: level, color, dash } of levels) {
    if (isInside(level, y))
      parts.push(strokeLine(box.x, placeY(level), right, placeY(level), { color, width: 1.2, dash }));
  }
  for (const curve of curves) parts.push(...drawCurve(curve));
  parts.push(
    strokeLine(box.x, box.y, box.x, bottom, { color: FIGURE_COLORS.axis }),
    strokeLine(box.x, bottom, right, bottom, { color: FIGURE_COLORS.axis }),
  );
  if (title)
    parts.push(backend.text(title, box.x, box.y - 7, { size: 11, weight: 600, fill: FIGURE_COLORS.text }));
  if (x.label) {
    const style = { size: 11, fill: FIGURE_COLORS.secondaryText, anchor: 'middle' } as const;
    parts.push(backend.text(x.label, box.x + box.width / 2, bottom + 31, style));
  }
  if (y.label) {
    const style = { size: 11, fill: FIGURE_COLORS.secondaryText, anchor: 'middle', isUpwards: true } as const;
    parts.push(backend.text(y.label, box.x - 42, box.y + box.height / 2, style));
  }
  return parts.join('');

  function drawCurve({ x: xs, y: ys, error, color, dash, mark = 'points' }: Curve): string[] {
    const points = xs.map((value, i) => ({ x: value, y: ys[i] ?? NaN, error: error?.[i] ?? null }));
    const isVisible = (point: { x: number; y: number }) => isInside(point.x, x) && isInside(point.y, y);
    const shown = points.filter(isVisible);
    const path = curveLine<(typeof points)[number]>()
      .defined(isVisible)
      .x((point) => Number(px(placeX(point.x))))
      .y((point) => Number(px(placeY(point.y))))(points);
    const drawn: string[] = [];
    for (const point of shown) {
      if (point.error === null || !(point.error > 0)) continue;
      const at = placeX(point.x);
      const low = point.y - point.error;
      const [top, foot] = [
        placeY(point.y + point.error),
        low > 0 || y.scale === 'linear' ? placeY(low) : bottom,
      ];
      drawn.push(strokeLine(at, clamp(top), at, clamp(foot), { color, width: 1 }));
    }
    const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
    const width = mark === 'line' ? 1.2 : 1.5;
    if (path)
      drawn.push(
        `<path d="${path}" fill="none" stroke="${color}" stroke-width="${px(width)}"${dashes} stroke-linejoin="round"/>`,
      );
    if (mark === 'line') return drawn;
    return [...drawn, ...shown.map((point) => dot(placeX(point.x), placeY(point.y), color))];
  }
}

/**
 * How a line is stroked: its CSS colour, its width in px (1 if left out), and its dashes as
 * `stroke-dasharray`.
 */
export interface Stroke {
  readonly color: string;
  readonly width?: number;
  readonly dash?: string | undefined;
}

/** Returns a straight line as an SVG element. Positions are in px. */
export function strokeLine(x1: number, y1: number, x2: number, y2: number, stroke: Stroke): string {
  const { color, width = 1, dash } = stroke;
  const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
  return `<path d="M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}" fill="none" stroke="${color}" stroke-width="${px(width)}"${dashes}/>`;
}

/** Returns the mark of a measured point as an SVG element. The centre is in px. */
export function dot(x: number, y: number, color: string): string {
  return `<circle cx="${px(x)}" cy="${px(y)}" r="2.4" fill="${color}"/>`;
}

function tickLabel(
  { label, power }: AxisTick,
  x: number,
  y: number,
  anchor: 'middle' | 'end',
  backend: FigureBackend,
): string {
  if (!label) return '';
  const style = { size: 10, fill: FIGURE_COLORS.secondaryText, anchor } as const;
  if (power === undefined) return backend.text(label, x, y, style);
  const small = { size: 7.5, fill: FIGURE_COLORS.secondaryText } as const;
  const raised = backend.textWidth(power, small);
  const width = backend.textWidth(label, style) + raised;
  const start = anchor === 'end' ? x - width : x - width / 2;
  return (
    backend.text(label, start, y, { ...style, anchor: 'start' }) +
    backend.text(power, start + width - raised, y - 4, { ...small, anchor: 'start' })
  );
}
