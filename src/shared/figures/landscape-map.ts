import type { ColorMapName } from '../colormap';
import { energyColor } from '../colormap';
import { MODEL_TITLE, ModelName } from '../setup';
import { ticksBetween, tickText } from '../ticks';
import type { FigureBackend } from './svg-drawing';
import { px } from './svg-drawing';
import type { MapContent, MapScale, MapStyle, MapTheme, Point } from './map-content';
import { MAP_SIDE } from './map-content';
import { drawMapPanel } from './map-panel';

const MARGIN = { left: 72, top: 96, right: 32, bottom: 112 };
const GAP = 72;

/**
 * Returns landscapes as an SVG document: one map for each model, with energy bands, contour lines, the
 * memories and the paths. MrDAM and DrDAM share one scale; a custom energy has its own, because it may be in
 * any unit.
 */
export function landscapeMap(content: MapContent, backend: FigureBackend, theme: MapTheme): string {
  const models = ModelName.options.filter((model) => content.energies[model]);
  const width = MARGIN.left + models.length * MAP_SIDE + (models.length - 1) * GAP + MARGIN.right;
  const height = MARGIN.top + MAP_SIDE + MARGIN.bottom;
  const groups = [models.filter((model) => model !== 'own'), models.filter((model) => model === 'own')];
  const style = { backend, theme };
  const leftOf = (index: number) => MARGIN.left + index * (MAP_SIDE + GAP);
  const parts = [
    `<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
      `<rect width="2" height="7" fill="${theme.text}" fill-opacity="0.34"/></pattern></defs>`,
    `<rect width="${px(width)}" height="${px(height)}" fill="${theme.background}"/>`,
    backend.text(content.title, MARGIN.left, 44, { size: 15, weight: 600, fill: theme.text }),
    ...groups.flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const scale = content.scaleOf(group);
      const at = models.indexOf(first);
      return [
        ...group.map((model, i) => {
          const place = { x: leftOf(at + i), y: MARGIN.top };
          const panel = { content, model, scale, place, isFirst: at + i === 0 };
          return drawMapPanel(panel, style) + heading(model, place, style);
        }),
        legend(
          content.colorMap,
          scale,
          legendTitle(group),
          { x: leftOf(at), y: MARGIN.top + MAP_SIDE + 64 },
          style,
        ),
      ];
    }),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}">${parts.join('')}</svg>`;
}

function heading(model: ModelName, { x, y }: Point, { backend, theme }: MapStyle): string {
  const sample = `<path d="M${px(x)} ${px(y - 20)}h22" stroke="${theme.models[model]}" stroke-width="3" stroke-dasharray="${theme.dashes[model]}"/>`;
  return (
    sample + backend.text(MODEL_TITLE[model], x + 30, y - 15, { size: 13, weight: 600, fill: theme.text })
  );
}

function legendTitle(models: readonly ModelName[]): string {
  if (models.includes('own')) return 'E in its own unit';
  return models.length > 1 ? 'E in pixel², equal for both' : 'E in pixel²';
}

function legend(
  colorMap: ColorMapName,
  { low, cut }: MapScale,
  title: string,
  { x, y }: Point,
  { backend, theme }: MapStyle,
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
  const small = { size: 11, fill: theme.secondaryText };
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
