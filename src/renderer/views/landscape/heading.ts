import { modelDash } from '#shared/model-marks';
import type { ModelName } from '#shared/setup';
import { MODEL_TITLE } from '#shared/setup';
import type { Moment } from '../../domain/run/moment';
import type { Rect } from '../../scene/view-camera';
import type { Theme } from '../../theme/theme';
import type { CanvasContext } from '../canvas-context';
import type { Scale } from './legend';
import type { Pane } from './pane';
import { fillTextOnStage, symbolFont, textFont } from './pane';
import type { Reading } from './readings';
import { distanceLabel, readingOf, valueLabel } from './readings';

const KIND: Record<ModelName, string> = {
  mrdam: 'memory representation',
  drdam: 'distributed representation',
  own: 'from a graph',
};
/** The length of the line in front of a model's name, in px. */
const LINE_SAMPLE = 16;

/** Draws the headings of a pane: one for each model that it shows, side by side. */
export function drawHeadings(
  context: CanvasContext,
  pane: Pane,
  moment: Moment,
  scale: Scale,
  theme: Theme,
): void {
  const { layers, camera, isDifference } = pane;
  const width = Math.floor(camera.rect.width / layers.length);
  layers.forEach(({ model }, i) => {
    drawHeading(
      context,
      {
        model,
        kind: kindOf(model, isDifference, layers.length, i),
        rect: { ...camera.rect, x: camera.rect.x + i * width, width },
        reading: moment.recording ? readingOf(moment, model) : null,
        isoStep: scale.isoStep,
      },
      theme,
    );
  });
}

/** Returns what the model is, or in a pane of two models what is shown of it. */
function kindOf(model: ModelName, isDifference: boolean, count: number, index: number): string {
  if (count < 2) return KIND[model];
  if (isDifference) return index === 0 ? 'subtracted' : 'minus MrDAM';
  return index === 0 ? 'the surface' : 'blue lines, at their own height';
}

interface Heading {
  readonly model: ModelName;
  readonly kind: string;
  readonly rect: Rect;
  readonly reading: Reading | null;
  readonly isoStep: number;
}

/** Draws the model's line sample and name, and below them as many readings of the selected query as fit. */
function drawHeading(
  context: CanvasContext,
  { model, kind, rect, reading, isoStep }: Heading,
  theme: Theme,
): void {
  const isNarrow = rect.width < 440;
  const left = rect.x + (isNarrow ? 12 : 16);
  const right = rect.x + rect.width - 8;
  const top = rect.y + (isNarrow ? 8 : 12);
  drawLineSample(context, model, left, top + 10, theme);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  context.font = textFont(15, 600, theme);
  context.fillStyle = theme.ink1;
  let x = left + LINE_SAMPLE + 8;
  fillTextOnStage(context, MODEL_TITLE[model], x, top + 15, theme);
  x += context.measureText(MODEL_TITLE[model]).width + 8;
  context.font = textFont(12, 450, theme);
  context.fillStyle = theme.ink3;
  if (!isNarrow) fillTextOnStage(context, kind, x, top + 15, theme);
  if (!reading) return;

  x = left;
  for (const part of readingParts(reading, isoStep)) {
    const isSymbol = part.name === 'E';
    const nameFont = isSymbol ? symbolFont(15, theme) : textFont(12, 450, theme);
    context.font = nameFont;
    const nameWidth = context.measureText(part.name).width + 4;
    context.font = textFont(12, 500, theme);
    const width = nameWidth + context.measureText(part.value).width;
    if (x + width > right) continue;
    context.fillStyle = theme.ink1;
    fillTextOnStage(context, part.value, x + nameWidth, top + 37, theme);
    context.font = nameFont;
    context.fillStyle = theme.ink3;
    fillTextOnStage(context, part.name, x, top + 37, theme);
    x += width + (isNarrow ? 12 : 16);
  }
}

/** Returns the readings as names and values, the most important first. */
export function readingParts(reading: Reading, isoStep: number): { name: string; value: string }[] {
  const parts = [
    { name: 'E', value: valueLabel(reading.energy, isoStep / 10) },
    { name: 'slope', value: valueLabel(reading.slope, 0.001) },
  ];
  if (reading.offPlane !== null)
    parts.push({ name: 'off plane', value: distanceLabel(reading.offPlane, 0.01) });
  if (reading.nearest !== null) parts.push({ name: 'nearest', value: reading.nearest });
  return parts;
}

/** Draws the line by which the model is recognised in every plot: MrDAM is dashed, DrDAM solid. */
function drawLineSample(context: CanvasContext, model: ModelName, x: number, y: number, theme: Theme): void {
  context.strokeStyle = theme[model];
  context.lineWidth = 3;
  context.lineCap = 'butt';
  context.setLineDash([...modelDash(model, 'landscape-sample')]);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + LINE_SAMPLE, y);
  context.stroke();
  context.setLineDash([]);
}
