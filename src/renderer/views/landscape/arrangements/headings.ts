import type { Theme } from '../../../theme/theme';
import type { Moment } from '../../../domain/run/moment';
import { drawHeading } from '../heading';
import type { Scale } from '../legend';
import type { CanvasContext } from '../../canvas-context';
import type { Pane } from '../pane';
import { readingOf } from '../readings';

/** The heads of a view: one for each model that is in it, side by side. */
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
    const rect = { ...camera.rect, x: camera.rect.x + i * width, width };
    const reading = moment.recording ? readingOf(moment, model) : null;
    drawHeading(context, model, rect, reading, scale.isoStep, theme, kindIn(isDifference, layers.length, i));
  });
}

/** What of a model the view shows, where it shows more than one. */
function kindIn(isDifference: boolean, count: number, index: number): string | undefined {
  if (count < 2) return undefined;
  if (isDifference) return index === 0 ? 'taken away' : 'its energy, less MrDAM’s';
  return index === 0 ? 'the surface' : 'blue lines, at their own height';
}
