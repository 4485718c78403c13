import type { Theme } from '../../theme/theme';
import type { Rect } from '../../scene/view-camera';
import type { ModelName } from '#shared/setup';
import type { Ink } from './pane';
import { MODEL_TITLE } from '#shared/setup';
import { symbol, text } from './pane';
import type { Reading } from './readings';
import { fineText, readingText } from './readings';

const KIND: Record<ModelName, string> = {
  mrdam: 'memory representation',
  drdam: 'distributed representation',
  own: 'from a graph',
};
const SIGN = 16;

/** The model's sign and name, and below them what is read of the selected query. What finds no room is left out. */
export function drawHeading(
  ink: Ink,
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
  drawSign(ink, model, left, top + 10, theme);
  ink.textBaseline = 'alphabetic';
  ink.textAlign = 'left';
  ink.font = text(15, 600, theme);
  ink.fillStyle = theme.ink1;
  let x = left + SIGN + 8;
  ink.fillText(MODEL_TITLE[model], x, top + 15);
  x += ink.measureText(MODEL_TITLE[model]).width + 8;
  ink.font = text(12, 450, theme);
  ink.fillStyle = theme.ink3;
  if (!isNarrow) ink.fillText(kind, x, top + 15);
  if (!reading) return;

  x = left;
  for (const part of partsOf(reading, isoStep)) {
    const isSymbol = part.name === 'E';
    const nameFont = isSymbol ? symbol(15, theme) : text(12, 450, theme);
    ink.font = nameFont;
    const nameWidth = ink.measureText(part.name).width + 4;
    ink.font = text(12, 500, theme);
    const width = nameWidth + ink.measureText(part.value).width;
    if (x + width > right) continue;
    ink.fillStyle = theme.ink1;
    ink.fillText(part.value, x + nameWidth, top + 37);
    ink.font = nameFont;
    ink.fillStyle = theme.ink3;
    ink.fillText(part.name, x, top + 37);
    x += width + (isNarrow ? 12 : 16);
  }
}

/** The readings in words, in the order in which they may claim room. */
export function partsOf(reading: Reading, isoStep: number): { name: string; value: string }[] {
  const parts = [
    { name: 'E', value: fineText(reading.energy, isoStep / 10) },
    { name: 'slope', value: fineText(reading.slope, 0.001) },
  ];
  if (reading.nearest !== null) parts.push({ name: 'nearest', value: reading.nearest });
  if (reading.offPlane !== null)
    parts.push({ name: 'off plane', value: readingText(reading.offPlane, 0.01) });
  return parts;
}

/** The line that stands for the model in every plot: MrDAM dashed, DrDAM solid. */
function drawSign(ink: Ink, model: ModelName, x: number, y: number, theme: Theme): void {
  ink.strokeStyle = theme[model];
  ink.lineWidth = 3;
  ink.lineCap = 'butt';
  ink.setLineDash(model === 'mrdam' ? [7, 2] : []);
  ink.beginPath();
  ink.moveTo(x, y);
  ink.lineTo(x + SIGN, y);
  ink.stroke();
  ink.setLineDash([]);
}
