import type { ColorMapName } from '../colormap';
import { energyColor } from '../colormap';
import { MODEL_TITLE, ModelName } from '../setup';
import type { PictureShape } from '../setup';
import { ticksBetween, tickText } from '../ticks';
import type { FigureBackend } from './svg-drawing';
import { px } from './svg-drawing';
import { drawMapPanel } from './map-panel';

/** Landscapes as maps: energy bands with their outlines, memories where they stand, and the paths over them. */

export interface MapContent {
  readonly title: string;
  /** [size] */
  readonly u: Float64Array;
  readonly v: Float64Array;
  /** [size, size], rows along v */
  readonly energies: Readonly<Partial<Record<ModelName, Float32Array>>>;
  /** Where DrDAM's signal is not clear of its noise: values [size, size] that are above a level there. */
  readonly hatched: { readonly values: ArrayLike<number>; readonly above: number } | null;
  readonly feet: readonly { readonly u: number; readonly v: number; readonly offPlane: number }[];
  /** [K, dim] */
  readonly memories: Float32Array;
  readonly shape: PictureShape | null;
  /** Drawn from the first to the last point; the selected one is wider. */
  readonly paths: readonly MapPath[];
  readonly colorMap: ColorMapName;
  /** Whether v grows towards the top, as in plots, or towards the foot, as on a stage that is seen from above. */
  readonly isUpwards: boolean;
  /** Each fifth line says its energy. */
  readonly isLabelled: boolean;
  /** From the lowest energy shown to the cut, of models that share a scale. */
  readonly scaleOf: (models: readonly ModelName[]) => MapScale;
}

export interface MapPath {
  readonly model: ModelName;
  readonly points: readonly { readonly u: number; readonly v: number }[];
  readonly isSelected: boolean;
}

export interface MapScale {
  readonly low: number;
  /** Energies above are a flat plate. */
  readonly cut: number;
}

export interface MapTheme {
  readonly ground: string;
  readonly line: string;
  readonly ink: string;
  readonly ink2: string;
  readonly plate: string;
  readonly models: Readonly<Record<ModelName, string>>;
  /** The second cue, for colour-blind readers. */
  readonly dashes: Readonly<Record<ModelName, string>>;
}

export const PANEL = 520;
const MARGIN = { left: 72, top: 96, right: 32, bottom: 112 };
const GAP = 72;

/** As SVG. The two models have one scale; an own energy, which may be in any unit, has one of its own. */
export function landscapeMap(content: MapContent, backend: FigureBackend, theme: MapTheme): string {
  const models = ModelName.options.filter((model) => content.energies[model]);
  const width = MARGIN.left + models.length * PANEL + (models.length - 1) * GAP + MARGIN.right;
  const height = MARGIN.top + PANEL + MARGIN.bottom;
  const groups = [models.filter((model) => model !== 'own'), models.filter((model) => model === 'own')];
  const leftOf = (index: number) => MARGIN.left + index * (PANEL + GAP);
  const parts = [
    `<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
      `<rect width="2" height="7" fill="${theme.ink}" fill-opacity="0.34"/></pattern></defs>`,
    `<rect width="${px(width)}" height="${px(height)}" fill="${theme.ground}"/>`,
    backend.text(content.title, MARGIN.left, 44, { size: 15, weight: 600, fill: theme.ink }),
    ...groups.flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const scale = content.scaleOf(group);
      const at = models.indexOf(first);
      return [
        ...group.map((model, i) => {
          const place = { x: leftOf(at + i), y: MARGIN.top };
          return (
            drawMapPanel(content, model, scale, place, at + i === 0, backend, theme) +
            heading(model, place.x, place.y, backend, theme)
          );
        }),
        legend(
          content.colorMap,
          scale,
          legendTitle(group),
          leftOf(at),
          MARGIN.top + PANEL + 64,
          backend,
          theme,
        ),
      ];
    }),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}">${parts.join('')}</svg>`;
}

function heading(model: ModelName, x: number, y: number, backend: FigureBackend, theme: MapTheme): string {
  const sign = `<path d="M${px(x)} ${px(y - 20)}h22" stroke="${theme.models[model]}" stroke-width="3" stroke-dasharray="${theme.dashes[model]}"/>`;
  return sign + backend.text(MODEL_TITLE[model], x + 30, y - 15, { size: 13, weight: 600, fill: theme.ink });
}

function legendTitle(models: readonly ModelName[]): string {
  if (models.includes('own')) return 'E in its own unit';
  return models.length > 1 ? 'E in pixel², equal for both' : 'E in pixel²';
}

function legend(
  colorMap: ColorMapName,
  { low, cut }: MapScale,
  title: string,
  x: number,
  y: number,
  backend: FigureBackend,
  theme: MapTheme,
): string {
  const [width, height] = [256, 10];
  const id = `ramp-${px(x)}`;
  const stops = Array.from({ length: 17 }, (_, i) => {
    const color = energyColor(i / 16, colorMap)
      .map(Math.round)
      .join();
    return `<stop offset="${px(i / 16)}" stop-color="rgb(${color})"/>`;
  });
  const ticks = ticksBetween(low, cut, 4);
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const small = { size: 11, fill: theme.ink2 };
  const bar = (left: number, across: number, fill: string) =>
    `<rect x="${px(left)}" y="${px(y)}" width="${px(across)}" height="${px(height)}" fill="${fill}"/>`;
  return [
    backend.text(title, x, y - 8, small),
    `<linearGradient id="${id}">${stops.join('')}</linearGradient>`,
    bar(x, width, `url(#${id})`),
    bar(x + width + 4, 28, theme.plate),
    backend.text('higher', x + width + 40, y + 9, small),
    ...ticks.map((value) => {
      const at = x + (width * (value - low)) / (cut - low);
      return backend.text(tickText(value, step), at, y + height + 14, { ...small, anchor: 'middle' });
    }),
  ].join('');
}
