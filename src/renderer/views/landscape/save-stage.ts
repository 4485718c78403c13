import { modelDashArrays } from '#shared/model-marks';
import { EngineError } from '#shared/errors';
import { landscapeMap } from '#shared/figures/landscape-map';
import type { MapPath } from '#shared/figures/landscape-map';
import { formatCount } from '#shared/units';
import { maxDrawingSize } from '../../scene/graphics-info';
import type { Theme } from '../../theme/theme';
import { figureRenderer } from '../figure-ink';
import type { ViewOptions } from '../view-options';
import type { Moment } from '../../domain/run/moment';
import { arrangeSurfaces, modelsOf } from './arrangements/arranged-surfaces';
import { LandscapePainter } from './landscape-painter';

const PNG_SCALES = { png1: 1, png2: 2, png4: 4 } as const;
type PngFormat = keyof typeof PNG_SCALES;
export type StageFormat = PngFormat | 'svg';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What the stage can be saved as, with the pixels that each has. */
export function stageFormats({ width, height }: Size): { value: StageFormat; text: string; hint: string }[] {
  const pngs = Object.entries(PNG_SCALES).map(([value, scale]) => ({
    value: value as PngFormat,
    text: `PNG, ${String(scale)}×`,
    hint: `${formatCount(width * scale)} × ${formatCount(height * scale)}`,
  }));
  return [...pngs, { value: 'svg', text: 'SVG', hint: 'map with iso-lines' }];
}

/** The stage as a file. */
export async function stageFile(
  format: StageFormat,
  moment: Moment,
  options: ViewOptions,
  theme: Theme,
  size: Size,
  title: string,
): Promise<{ name: string; blob: Blob }> {
  if (format === 'svg') {
    const svg = await mapSvg(moment, options, theme, title);
    return { name: 'landscapes.svg', blob: new Blob([svg], { type: 'image/svg+xml' }) };
  }
  const blob = await stagePng(moment, options, theme, size, PNG_SCALES[format]);
  return { name: `landscapes-${options.arrangement}.png`, blob };
}

async function stagePng(
  moment: Moment,
  options: ViewOptions,
  theme: Theme,
  { width, height }: Size,
  scale: number,
): Promise<Blob> {
  const [across, down] = [width * scale, height * scale];
  const largest = maxDrawingSize();
  if (Math.max(across, down) > largest) {
    throw new EngineError(
      'too-large',
      `A picture of ${formatCount(across)} × ${formatCount(down)} pixels is larger than the ${formatCount(largest)} that this graphics device draws.`,
      'Save it at a smaller scale, or make the window smaller.',
    );
  }
  const canvas = new OffscreenCanvas(across, down);
  // drawn once to be read: by way of the graphics device it may take a hundred times as long
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  const painter = new LandscapePainter(width, height, theme, scale, options);
  try {
    await painter.setMoment(moment);
    context?.scale(scale, scale);
    if (context) painter.draw(context, 0, 0, moment.step, moment.query);
    return await canvas.convertToBlob({ type: 'image/png' });
  } finally {
    painter.dispose();
  }
}

/** Both landscapes as maps in lines and areas, with the paths as far as they have come. */
async function mapSvg(
  moment: Moment,
  { colorMap }: ViewOptions,
  theme: Theme,
  title: string,
): Promise<string> {
  const { landscapes, prepared, step, query } = moment;
  if (!landscapes)
    throw new EngineError('not-found', 'There are no landscapes yet.', 'Wait until they are drawn.');
  const { u, v, energies, projections, memories, noiseEnergy } = landscapes;
  const { scale } = arrangeSurfaces(moment, 'energies');
  const paths = modelsOf(landscapes).flatMap((model) =>
    moment.paths[model].map(({ steps, points }, i): MapPath => ({
      model,
      points: points.filter((_, entry) => (steps[entry] ?? 0) <= step),
      isSelected: i === query,
    })),
  );
  return landscapeMap(
    {
      title,
      u,
      v,
      energies,
      hatched:
        noiseEnergy === null || !energies.drdam ? null : { values: energies.drdam, above: noiseEnergy },
      feet: projections,
      memories,
      shape: prepared.shape,
      paths,
      colorMap,
      isUpwards: false,
      isLabelled: true,
      scaleOf: () => scale ?? { low: 0, cut: 1 },
    },
    await figureRenderer(),
    {
      ground: theme.stage,
      line: theme.axis,
      ink: theme.ink1,
      ink2: theme.ink2,
      plate: theme.plate,
      models: { mrdam: theme.mrdam, drdam: theme.drdam, own: theme.own },
      dashes: modelDashArrays('landscape-sample'),
    },
  );
}
