import { energyColor } from '../colormap';
import type { LabelPlacement, ContourRing } from '../contours';
import { placeLabel, clipToGrid, contourRings } from '../contours';
import type { ModelName } from '../setup';
import { isOnPlane } from '../on-plane';
import { niceStep, ticksBetween, tickText } from '../ticks';
import type { FigureBackend } from './svg-drawing';
import { px, stateImage } from './svg-drawing';
import type { MapContent, MapScale, MapStyle, Point } from './map-content';
import { MAP_SIDE } from './map-content';

const THUMBNAIL = 40;
const LEADER = 12;
/** In pixel²: what rounding costs a memory that lies on the plane. */
const ROUNDING = 1e-9;

/** One model's map on a page. */
export interface MapPanel {
  readonly content: MapContent;
  readonly model: ModelName;
  readonly scale: MapScale;
  /** The top left corner of the map, without the numbers beside it. */
  readonly place: Point;
  /** The first map of a page names the axis v. */
  readonly isFirst: boolean;
}

/**
 * Returns one model's map as SVG elements, without its heading: MAP_SIDE px on each side, with axes outside
 * of it.
 */
export function drawMapPanel(panel: MapPanel, style: MapStyle): string {
  const { content, model, place } = panel;
  const { backend, theme } = style;
  const { u, v, projections, shape, memories, hatched, isUpwards } = content;
  const size = u.length;
  const share = (value: number, axis: Float64Array) =>
    (value - (axis[0] ?? 0)) / ((axis[size - 1] ?? 1) - (axis[0] ?? 0));
  const down = (part: number) => place.y + MAP_SIDE * (isUpwards ? 1 - part : part);
  const xOf = (value: number) => place.x + MAP_SIDE * share(value, u);
  const yOf = (value: number) => down(share(value, v));
  const toPlace = ([column, row]: ContourRing[number]) =>
    [place.x + (MAP_SIDE * column) / (size - 1), down(row / (size - 1))] as const;

  const shownHeight = pixelHeight(panel);
  // drawn from the back, so that no thumbnail hides one in front of it
  const ordered = projections
    .map((projection, k) => ({ projection, k }))
    .sort((a, b) => yOf(a.projection.v) - yOf(b.projection.v));
  const pictures = ordered.map(({ projection, k }) => {
    const [x, y] = [xOf(projection.u), yOf(projection.v)];
    // a memory off the plane has a dashed leader and no ring
    const isOff = !isOnPlane(projection.offPlane, shownHeight);
    const ring = isOff
      ? ''
      : `<circle cx="${px(x)}" cy="${px(y)}" r="3.5" fill="none" stroke="${theme.text}" stroke-width="1.5"/>`;
    if (!shape) return ring;
    const dim = shape.height * shape.width * shape.channels;
    const box = { x: x - THUMBNAIL / 2, y: y - LEADER - THUMBNAIL, width: THUMBNAIL, height: THUMBNAIL };
    const dash = isOff ? ' stroke-dasharray="3 2"' : '';
    const leader = `<path d="M${px(x)} ${px(y - (isOff ? 0 : 3.5))}V${px(y - LEADER)}" stroke="${theme.text}"${dash}/>`;
    const state = memories.subarray(k * dim, (k + 1) * dim);
    return ring + leader + stateImage(state, shape, box, theme.text, backend);
  });
  const clip = `clip-${model}`;
  const frame = `x="${px(place.x)}" y="${px(place.y)}" width="${px(MAP_SIDE)}" height="${px(MAP_SIDE)}"`;
  const paths = content.paths
    .filter((path) => path.model === model)
    .map(({ points, isSelected }) => {
      const line = points.map((point) => `${px(xOf(point.u))} ${px(yOf(point.v))}`);
      const color = theme.models[model];
      const outline = `d="M${line.join('L')}" fill="none" stroke-linejoin="round" stroke-linecap="round"`;
      const width = isSelected ? 3 : 1.5;
      return `<path ${outline} stroke="${theme.background}" stroke-width="${px(width + 3)}" stroke-opacity="0.6"/><path ${outline} stroke="${color}" stroke-width="${px(width)}"/>`;
    });
  return [
    `<clipPath id="${clip}"><rect ${frame}/></clipPath><g clip-path="url(#${clip})">`,
    bands(panel, frame, toPlace, style),
    model === 'drdam' && hatched
      ? `<path d="${outlinePath(contourRings(hatched.values, size, hatched.above), toPlace)}" fill="url(#hatch)"/>`
      : '',
    ...paths,
    '</g>',
    ...pictures,
    axes(panel, xOf, yOf, style),
  ].join('');
}

/** The heights shown in pixel². An energy of another unit is measured by those beside it, and alone by none. */
function pixelHeight({ content, model, scale }: MapPanel): number {
  if (model !== 'own') return scale.cut - scale.low;
  const beside = (['mrdam', 'drdam'] as const).filter((one) => content.energies[one]);
  if (beside.length === 0) return ROUNDING;
  const { low, cut } = content.scaleOf(beside);
  return cut - low;
}

type ToPlace = (place: ContourRing[number]) => readonly [x: number, y: number];

/**
 * Draws bands of energy with a contour line between each two: one line for about every thirtieth of the
 * range. Every fifth line is stronger, and the line of the cut is the strongest.
 */
function bands(
  { content, model, scale: { low, cut } }: MapPanel,
  frame: string,
  toPlace: ToPlace,
  { backend, theme }: MapStyle,
): string {
  const { energies, u, colorMap, isLabelled } = content;
  const values = energies[model] ?? new Float32Array();
  const size = u.length;
  const step = niceStep((cut - low) / 30);
  const levels = ticksBetween(low, cut, (cut - low) / step).filter((level) => level < cut);
  const colorAt = (energy: number) => {
    const color = energyColor((energy - low) / (cut - low), colorMap).map(Math.round);
    return { fill: `rgb(${color.join()})`, isLight: lightness(color) > 110 };
  };
  const placed: LabelPlacement[] = [];
  const labels: string[] = [];
  const lines = levels.map((level) => {
    const rings = contourRings(values, size, level);
    const isStrong = Math.round(level / step) % 5 === 0;
    const { fill } = colorAt(level + step / 2);
    const { isLight } = colorAt(level);
    const stroke = `stroke="${isLight ? '#000' : '#fff'}" stroke-width="${isStrong ? '1.1' : '0.6'}" stroke-opacity="${isStrong ? '0.5' : '0.22'}"`;
    if (isStrong && isLabelled) {
      const text = tickText(level, step);
      const width = backend.textWidth(text, { size: 10 });
      for (const line of clipToGrid(rings, size)) {
        const placement = placeLabel(line.map(toPlace), width + 8, placed);
        if (!placement) continue;
        placed.push(placement);
        labels.push(label(text, width, placement, colorAt(level), backend));
      }
    }
    return `<path data-level="${String(level)}" d="${outlinePath(rings, toPlace)}" fill="${fill}" ${stroke}/>`;
  });
  const plate = outlinePath(contourRings(values, size, cut), toPlace);
  return [
    `<rect ${frame} fill="${colorAt((low + (levels[0] ?? cut)) / 2).fill}"/>`,
    ...lines,
    `<path data-level="${String(cut)}" d="${plate}" fill="${theme.plate}" stroke="${theme.text}" stroke-opacity="0.5"/>`,
    ...labels,
  ].join('');
}

function label(
  text: string,
  width: number,
  { x, y, angle }: LabelPlacement,
  { fill, isLight }: { fill: string; isLight: boolean },
  backend: FigureBackend,
): string {
  const transform = `transform="translate(${px(x)} ${px(y)}) rotate(${px((angle * 180) / Math.PI)})"`;
  const gap = `<rect x="${px(-width / 2 - 2)}" y="-6" width="${px(width + 4)}" height="12" fill="${fill}"/>`;
  const style = { size: 10, fill: isLight ? '#000' : '#fff', anchor: 'middle' } as const;
  return `<g ${transform}>${gap}${backend.text(text, 0, 3.5, style)}</g>`;
}

function lightness([red = 0, green = 0, blue = 0]: readonly number[]): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function outlinePath(rings: readonly ContourRing[], toPlace: ToPlace): string {
  const point = (at: ContourRing[number]) => toPlace(at).map(tenth).join(' ');
  return rings.map((ring) => `M${ring.map(point).join('L')}Z`).join('');
}

const tenth = (value: number) => String(Math.round(10 * value) / 10);

function axes(
  { content: { u, v }, place, isFirst }: MapPanel,
  xOf: (value: number) => number,
  yOf: (value: number) => number,
  { backend, theme }: MapStyle,
): string {
  const bottom = place.y + MAP_SIDE;
  const small = { size: 11, fill: theme.secondaryText };
  const marks = (axis: Float64Array, draw: (value: number, text: string) => string) => {
    const ticks = ticksBetween(axis[0] ?? 0, axis.at(-1) ?? 0, 5);
    const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
    return ticks.map((value) => draw(value, tickText(value, step)));
  };
  const below = marks(u, (value, text) => {
    const x = xOf(value);
    const tick = `<path d="M${px(x)} ${px(bottom)}v5" stroke="${theme.axis}"/>`;
    return tick + backend.text(text, x, bottom + 18, { ...small, anchor: 'middle' });
  });
  const beside = marks(v, (value, text) => {
    const y = yOf(value);
    const tick = `<path d="M${px(place.x - 5)} ${px(y)}h5" stroke="${theme.axis}"/>`;
    return tick + backend.text(text, place.x - 9, y + 4, { ...small, anchor: 'end' });
  });
  const name = backend.text('u   RMS pixel', place.x + MAP_SIDE, bottom + 36, { ...small, anchor: 'end' });
  const vName = isFirst ? backend.text('v', place.x - 44, place.y + 6, small) : '';
  return [...below, ...beside, name, vName].join('');
}
