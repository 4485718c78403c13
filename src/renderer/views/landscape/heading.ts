import type { Theme } from '../../theme/theme';
import type { Rect } from '../../scene/view-camera';
import type { ModelName } from '#shared/setup';
import type { CanvasContext } from '../canvas-context';
import { MODEL_TITLE } from '#shared/setup';
import { symbolFont, textFont } from './pane';
import type { Reading } from './readings';
import { valueLabel, distanceLabel } from './readings';

const KIND: Record<ModelName, string> = {
  mrdam: 'memory representation',
  drdam: 'distributed representation',
  own: 'from a graph',
};
const SIGN = 16;

/** The model's sign and name, and below them what is read of the selected query. What finds no room is left out. */
export function drawHeading(
  context: CanvasContext,
  model: ModelName,
  rect: Rect,
  reading: Reading | null,
  isoStep: number,
  theme: Theme,
  kind = KIND[model],
): void {
  const isNarrow = rect.width < 440;
  const left = rect.x + (isNarrow ? 12 : 16);
  const right = rect.x + rect.width - 8;
  const top = rect.y + (isNarrow ? 8 : 12);
  drawSign(context, model, left, top + 10, theme);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  context.font = textFont(15, 600, theme);
  context.fillStyle = theme.ink1;
  let x = left + SIGN + 8;
  context.fillText(MODEL_TITLE[model], x, top + 15);
  x += context.measureText(MODEL_TITLE[model]).width + 8;
  context.font = textFont(12, 450, theme);
  context.fillStyle = theme.ink3;
  if (!isNarrow) context.fillText(kind, x, top + 15);
  if (!reading) return;

  x = left;
  for (const part of partsOf(reading, isoStep)) {
    const isSymbol = part.name === 'E';
    const nameFont = isSymbol ? symbolFont(15, theme) : textFont(12, 450, theme);
    context.font = nameFont;
    const nameWidth = context.measureText(part.name).width + 4;
    context.font = textFont(12, 500, theme);
    const width = nameWidth + context.measureText(part.value).width;
    if (x + width > right) continue;
    context.fillStyle = theme.ink1;
    context.fillText(part.value, x + nameWidth, top + 37);
    context.font = nameFont;
    context.fillStyle = theme.ink3;
    context.fillText(part.name, x, top + 37);
    x += width + (isNarrow ? 12 : 16);
  }
}

/** The readings in words, in the order in which they may claim room. */
export function partsOf(reading: Reading, isoStep: number): { name: string; value: string }[] {
  const parts = [
    { name: 'E', value: valueLabel(reading.energy, isoStep / 10) },
    { name: 'slope', value: valueLabel(reading.slope, 0.001) },
  ];
  if (reading.nearest !== null) parts.push({ name: 'nearest', value: reading.nearest });
  if (reading.offPlane !== null)
    parts.push({ name: 'off plane', value: distanceLabel(reading.offPlane, 0.01) });
  return parts;
}

/** The line that stands for the model in every plot: MrDAM dashed, DrDAM solid. */
function drawSign(context: CanvasContext, model: ModelName, x: number, y: number, theme: Theme): void {
  context.strokeStyle = theme[model];
  context.lineWidth = 3;
  context.lineCap = 'butt';
  context.setLineDash(model === 'mrdam' ? [7, 2] : []);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + SIGN, y);
  context.stroke();
  context.setLineDash([]);
}
