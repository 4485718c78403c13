import { modelDashArrays } from '#shared/model-marks';
import { EngineError } from '#shared/errors';
import { landscapeMap } from '#shared/figures/landscape-map';
import type { MapPath } from '#shared/figures/map-content';
import { formatCount } from '#shared/units';
import type { Theme } from '../../theme/theme';
import type { ExportedFile } from '../figure-export';
import { pngBlob, svgBlob } from '../figure-export';
import { figureRenderer } from '../figure-renderer';
import type { ViewOptions } from '../view-options';
import type { Moment } from '../../domain/run/moment';
import { fileStem, type RunDescription } from '../../domain/run/run-description';
import { arrangeSurfaces, modelsOf } from './arrangements/arranged-surfaces';
import { LandscapePainter } from './landscape-painter';

const PNG_SCALES = { png1: 1, png2: 2, png4: 4 } as const;
type PngFormat = keyof typeof PNG_SCALES;
export type StageFormat = PngFormat | 'svg';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Returns the formats in which the stage can be saved, with the size of each in pixels. */
export function stageFormats({ width, height }: Size): { value: StageFormat; text: string; hint: string }[] {
  const pngs = Object.entries(PNG_SCALES).map(([value, scale]) => ({
    value: value as PngFormat,
    text: `PNG, ${String(scale)}×`,
    hint: `${formatCount(width * scale)} × ${formatCount(height * scale)}`,
  }));
  return [...pngs, { value: 'svg', text: 'SVG', hint: 'map with iso-lines' }];
}

/** Exports the stage as a file. */
export async function stageFile(
  format: StageFormat,
  moment: Moment,
  options: ViewOptions,
  theme: Theme,
  size: Size,
  run: RunDescription,
): Promise<ExportedFile> {
  const step = `step${String(moment.step)}`;
  if (format === 'svg') {
    const svg = await mapSvg(moment, options, theme, run.set);
    return { name: `${fileStem(run, `landscapes-${step}`)}.svg`, blob: svgBlob(svg) };
  }
  const blob = await stagePng(moment, options, theme, size, PNG_SCALES[format]);
  return { name: `${fileStem(run, `landscapes-${options.arrangement}-${step}`)}.png`, blob };
}

async function stagePng(
  moment: Moment,
  options: ViewOptions,
  theme: Theme,
  size: Size,
  scale: number,
): Promise<Blob> {
  return pngBlob(size, scale, async (context) => {
    const painter = new LandscapePainter(size.width, size.height, theme, scale, options);
    try {
      await painter.setMoment(moment);
      painter.draw(context, 0, 0, moment.step, moment.query);
    } finally {
      painter.dispose();
    }
  });
}

/** Draws both landscapes as vector maps, with the paths up to the present step. */
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
      projections,
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
      background: theme.stage,
      axis: theme.axis,
      text: theme.ink1,
      secondaryText: theme.ink2,
      plate: theme.plate,
      models: { mrdam: theme.mrdam, drdam: theme.drdam, own: theme.own },
      dashes: modelDashArrays('landscape-sample'),
    },
  );
}
