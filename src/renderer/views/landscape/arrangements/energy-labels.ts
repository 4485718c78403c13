import { energyColor } from '#shared/colormap';
import type { LabelPlacement, ContourRing } from '#shared/contours';
import { placeLabel, clipToGrid, contourRings } from '#shared/contours';
import { niceStep, ticksBetween } from '#shared/ticks';
import type { Surface } from '../../../scene/height-field';
import { HALF_SIDE } from '../../../scene/height-field';
import type { Theme } from '../../../theme/theme';
import type { CanvasContext } from '../../canvas-context';
import type { Pane } from '../pane';
import { axisLabel, textFont } from '../pane';

/**
 * Labels each fifth iso-line of a map with its energy; a casing in the map's colour interrupts the line behind the
 * label.
 */
export function drawEnergyLabels(context: CanvasContext, pane: Pane, theme: Theme): void {
  const { camera, heightField, colorMap } = pane;
  const { size, low, cut } = heightField.surface;
  const scene = (cell: number) => HALF_SIDE * ((2 * cell) / (size - 1) - 1);
  const spots: LabelPlacement[] = [];
  context.save();
  context.font = textFont(11, 500, theme);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 4;
  for (const { level, label, lines } of majorLines(heightField.surface)) {
    const color = energyColor((level - low) / (cut - low), colorMap).map(Math.round);
    const width = context.measureText(label).width;
    for (const line of lines) {
      const projected = line.map(([column, row]) => {
        const { x, y } = camera.project(scene(column), heightField.heightOfEnergy(level), scene(row));
        return [x, y] as const;
      });
      const spot = placeLabel(projected, width + 8, spots);
      if (!spot) continue;
      spots.push(spot);
      context.save();
      context.translate(spot.x, spot.y);
      context.rotate(spot.angle);
      context.strokeStyle = `rgb(${color.join(' ')})`;
      context.strokeText(label, 0, 0.5);
      context.fillStyle = isLight(color) ? LETTER_ON_LIGHT : LETTER_ON_DARK;
      context.fillText(label, 0, 0.5);
      context.restore();
    }
  }
  context.restore();
}

/** The letters' colours depend on the colour map alone, so they are the same in both themes. */
const LETTER_ON_LIGHT = '#0B0D10';
const LETTER_ON_DARK = '#FFFFFF';

function isLight([red = 0, green = 0, blue = 0]: readonly number[]): boolean {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 110;
}

interface MajorLine {
  readonly level: number;
  readonly label: string;
  readonly lines: readonly ContourRing[];
}

const majorLinesOf = new WeakMap<Surface, readonly MajorLine[]>();

/**
 * Returns each fifth iso-line, cached because each takes milliseconds and a map is redrawn whenever its view changes.
 */
function majorLines(surface: Surface): readonly MajorLine[] {
  const { energies, size, low, cut } = surface;
  const step = 5 * niceStep((cut - low) / 30);
  const lines =
    majorLinesOf.get(surface) ??
    ticksBetween(low, cut, (cut - low) / step)
      .filter((level) => level < cut)
      .map((level) => ({
        level,
        label: axisLabel(level, step),
        lines: clipToGrid(contourRings(energies, size, level), size),
      }));
  majorLinesOf.set(surface, lines);
  return lines;
}
