import type { Theme } from '../../theme/theme';
import { tickText, ticksBetween } from '#shared/ticks';
import type { Ramp } from '../../scene/color-ramp';
import { rampColor } from '../../scene/color-ramp';
import type { Rect } from '../../scene/view-camera';
import type { CanvasContext } from '../canvas-context';
import { axisLabel, fillTextOnStage, symbolFont, textFont } from './pane';

export interface Scale {
  readonly low: number;
  readonly cut: number;
  readonly isoStep: number;
  /** Whether it is the scale of DrDAM's energy minus MrDAM's. */
  readonly isDifference?: boolean;
}

const BAR = 8;
const SWATCH = 20;
const HATCH_NOTE = 'signal below 3 × noise';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Returns the box of the legend, which is centred at the bottom of the stage. */
export function legendBox({ width: across, height: down }: Size, { isDifference }: Scale): Rect {
  const isNarrow = across < 800;
  const width = isDifference ? Math.min(400, across - 32) : isNarrow ? 232 : 320;
  const height = isNarrow ? 52 : 56;
  return { x: Math.round((across - width) / 2), y: down - height, width, height };
}

interface LegendContent {
  readonly scale: Scale;
  readonly isHatched: boolean;
  readonly ramp: Ramp;
  readonly theme: Theme;
}

/** Draws the scale that all panes share. Numbers may extend beyond its box by half their width. */
export function drawLegend(
  context: CanvasContext,
  { x: left, y: top, width }: Rect,
  { scale, isHatched, ramp, theme }: LegendContent,
): void {
  const barWidth = width - SWATCH - 4;
  const bar = top + 20;

  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  context.font = symbolFont(13, theme);
  context.fillStyle = theme.ink1;
  const name = scale.isDifference ? 'ΔE' : 'E';
  fillTextOnStage(context, name, left, top + 12, theme);
  const indent = context.measureText(name).width;
  context.font = textFont(11, 500, theme);
  context.fillStyle = theme.ink3;
  const noteWidth = isHatched ? context.measureText(HATCH_NOTE).width + 20 : 0;
  const unit = scale.isDifference ? ' of DrDAM minus MrDAM in pixel²' : ' in pixel²';
  const caption = `${unit}, a line every ${tickText(scale.isoStep, scale.isoStep)}`;
  const hasRoom = indent + context.measureText(caption).width + 12 < width - noteWidth;
  fillTextOnStage(context, hasRoom ? caption : unit, left + indent, top + 12, theme);
  if (isHatched) {
    fillTextOnStage(context, HATCH_NOTE, left + width - noteWidth + 20, top + 12, theme);
    drawHatch(context, left + width - noteWidth, top + 4, theme);
  }

  context.drawImage(rampImage(ramp, theme), left, bar, barWidth, BAR);
  context.fillStyle = scale.isDifference ? theme.wall : theme.plate;
  context.fillRect(left + barWidth + 4, bar, SWATCH, BAR);

  context.textAlign = 'center';
  context.fillStyle = theme.ink2;
  for (const { label, x } of legendTicks(scale, barWidth, (text) => context.measureText(text).width))
    fillTextOnStage(context, label, left + x, bar + BAR + 14, theme);
  context.fillStyle = theme.ink3;
  fillTextOnStage(context, 'cut', left + width - SWATCH / 2, bar + BAR + 14, theme);
}

/**
 * Returns the numbers below the ramp, with their distances from its left end in px. They keep apart from each other, and
 * from the label of the cut's swatch at the right end.
 */
export function legendTicks(
  { low, cut }: Scale,
  barWidth: number,
  widthOf: (label: string) => number,
): { readonly label: string; readonly x: number }[] {
  const ticks = ticksBetween(low, cut, 4);
  const step = (ticks[1] ?? cut) - (ticks[0] ?? low);
  let nextFree = -Infinity;
  return ticks.flatMap((tick) => {
    const label = axisLabel(tick, step);
    const x = (barWidth * (tick - low)) / (cut - low);
    const half = widthOf(label) / 2;
    if (x - half < nextFree || x + half > barWidth - 4) return [];
    nextFree = x + half + 8;
    return [{ label, x }];
  });
}

const rampImages = new Map<string, OffscreenCanvas>();

/** Returns the colour ramp as an image of 256 × 1 pixels. */
function rampImage(ramp: Ramp, theme: Theme): OffscreenCanvas {
  const key = `${ramp} ${theme.plate}`;
  const cached = rampImages.get(key);
  if (cached) return cached;
  const image = new ImageData(256, 1);
  for (let i = 0; i < 256; i++) image.data.set([...rampColor(ramp, i / 255, theme), 255], 4 * i);
  const canvas = new OffscreenCanvas(256, 1);
  // in CPU memory it survives a loss of the graphics device
  canvas.getContext('2d', { willReadFrequently: true })?.putImageData(image, 0, 0);
  rampImages.set(key, canvas);
  return canvas;
}

function drawHatch(context: CanvasContext, x: number, y: number, theme: Theme): void {
  context.save();
  context.beginPath();
  context.roundRect(x, y, 16, BAR, 1);
  context.clip();
  context.fillStyle = theme.plate;
  context.fillRect(x, y, 16, BAR);
  context.strokeStyle = theme.ink3;
  context.lineWidth = 1;
  context.beginPath();
  for (let i = -BAR; i < 16; i += 4) {
    context.moveTo(x + i, y + BAR);
    context.lineTo(x + i + BAR, y);
  }
  context.stroke();
  context.restore();
}
