import { energyColor } from '../colormap';
import type { LabelPlacement, ContourRing } from '../contours';
import { placeLabel, clipToGrid, contourRings } from '../contours';
import type { ModelName, PictureShape } from '../setup';
import { niceStep, ticksBetween, tickText } from '../ticks';
import type { Box, FigureBackend } from './svg-drawing';
import { px } from './svg-drawing';
import type { MapContent, MapTheme, MapScale } from './landscape-map';
import { PANEL } from './landscape-map';

const THUMBNAIL = 40;
const LEADER = 12;
/** A memory further than this from the plane (RMS pixel) has no ring, and a dashed leader. */
const OFF_PLANE = 0.15;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** One model's map, without its heading. */
export function drawMapPanel(
  content: MapContent,
  model: ModelName,
  scale: MapScale,
  place: Place,
  isFirst: boolean,
  backend: FigureBackend,
  theme: MapTheme,
): string {
  const { u, v, feet, shape, memories, hatched, isUpwards } = content;
  const size = u.length;
  const share = (value: number, axis: Float64Array) =>
    (value - (axis[0] ?? 0)) / ((axis[size - 1] ?? 1) - (axis[0] ?? 0));
  const down = (part: number) => place.y + PANEL * (isUpwards ? 1 - part : part);
  const xOf = (value: number) => place.x + PANEL * share(value, u);
  const yOf = (value: number) => down(share(value, v));
  const toPlace = ([column, row]: ContourRing[number]) =>
    [place.x + (PANEL * column) / (size - 1), down(row / (size - 1))] as const;

  const ordered = feet.map((foot, k) => ({ foot, k })).sort((a, b) => yOf(a.foot.v) - yOf(b.foot.v)); // drawn from the back, so that none hides one in front
  const pictures = ordered.map(({ foot, k }) => {
    const [x, y] = [xOf(foot.u), yOf(foot.v)];
    const isOff = foot.offPlane > OFF_PLANE;
    const ring = isOff
      ? ''
      : `<circle cx="${px(x)}" cy="${px(y)}" r="3.5" fill="none" stroke="${theme.ink}" stroke-width="1.5"/>`;
    if (!shape) return ring;
    const dim = shape.height * shape.width * shape.channels;
    const box = { x: x - THUMBNAIL / 2, y: y - LEADER - THUMBNAIL, width: THUMBNAIL, height: THUMBNAIL };
    const dash = isOff ? ' stroke-dasharray="3 2"' : '';
    const leader = `<path d="M${px(x)} ${px(y - (isOff ? 0 : 3.5))}V${px(y - LEADER)}" stroke="${theme.ink}"${dash}/>`;
    const state = memories.subarray(k * dim, (k + 1) * dim);
    return ring + leader + stateImage(state, shape, box, theme.ink, backend);
  });
  const clip = `clip-${model}`;
  const frame = `x="${px(place.x)}" y="${px(place.y)}" width="${px(PANEL)}" height="${px(PANEL)}"`;
  const paths = content.paths
    .filter((path) => path.model === model)
    .map(({ points, isSelected }) => {
      const line = points.map((point) => `${px(xOf(point.u))} ${px(yOf(point.v))}`);
      const color = theme.models[model];
      const outline = `d="M${line.join('L')}" fill="none" stroke-linejoin="round" stroke-linecap="round"`;
      const width = isSelected ? 3 : 1.5;
      return `<path ${outline} stroke="${theme.ground}" stroke-width="${px(width + 3)}" stroke-opacity="0.6"/><path ${outline} stroke="${color}" stroke-width="${px(width)}"/>`;
    });
  return [
    `<clipPath id="${clip}"><rect ${frame}/></clipPath><g clip-path="url(#${clip})">`,
    bands(content, model, scale, frame, toPlace, backend, theme),
    model === 'drdam' && hatched
      ? `<path d="${outlinePath(contourRings(hatched.values, size, hatched.above), toPlace)}" fill="url(#hatch)"/>`
      : '',
    ...paths,
    '</g>',
    ...pictures,
    axes(u, v, xOf, yOf, place, isFirst, backend, theme),
  ].join('');
}

type ToPlace = (place: ContourRing[number]) => readonly [x: number, y: number];

/** Bands of energy, a line every niceStep(cut / 30) between them, each fifth stronger, the cut's the strongest. */
function bands(
  { energies, u, colorMap, isLabelled }: MapContent,
  model: ModelName,
  { low, cut }: MapScale,
  frame: string,
  toPlace: ToPlace,
  backend: FigureBackend,
  theme: MapTheme,
): string {
  const values = energies[model] ?? new Float32Array();
  const size = u.length;
  const step = niceStep((cut - low) / 30);
  const levels = ticksBetween(low, cut, (cut - low) / step).filter((level) => level < cut);
  const colorAt = (energy: number) => {
    const color = energyColor((energy - low) / (cut - low), colorMap).map(Math.round);
    return { fill: `rgb(${color.join()})`, isLight: lightness(color) > 110 };
  };
  const spots: LabelPlacement[] = [];
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
        const spot = placeLabel(line.map(toPlace), width + 8, spots);
        if (!spot) continue;
        spots.push(spot);
        labels.push(label(text, width, spot, colorAt(level), backend));
      }
    }
    return `<path data-level="${String(level)}" d="${outlinePath(rings, toPlace)}" fill="${fill}" ${stroke}/>`;
  });
  const plate = outlinePath(contourRings(values, size, cut), toPlace);
  return [
    `<rect ${frame} fill="${colorAt((low + (levels[0] ?? cut)) / 2).fill}"/>`,
    ...lines,
    `<path data-level="${String(cut)}" d="${plate}" fill="${theme.plate}" stroke="${theme.ink}" stroke-opacity="0.5"/>`,
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
  const turn = `transform="translate(${px(x)} ${px(y)}) rotate(${px((angle * 180) / Math.PI)})"`;
  const gap = `<rect x="${px(-width / 2 - 2)}" y="-6" width="${px(width + 4)}" height="12" fill="${fill}"/>`;
  const style = { size: 10, fill: isLight ? '#000' : '#fff', anchor: 'middle' } as const;
  return `<g ${turn}>${gap}${backend.text(text, 0, 3.5, style)}</g>`;
}

function lightness([red = 0, green = 0, blue = 0]: readonly number[]): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function outlinePath(rings: readonly ContourRing[], toPlace: ToPlace): string {
  const point = (at: ContourRing[number]) => toPlace(at).map(tenth).join(' ');
  return rings.map((ring) => `M${ring.map(point).join('L')}Z`).join('');
}

const tenth = (value: number) => String(Math.round(10 * value) / 10);

/** A picture state with hard pixels and a frame. */
function stateImage(
  state: Float32Array,
  shape: PictureShape,
  box: Box,
  frame: string,
  backend: FigureBackend,
): string {
  const scale = 255 * Math.sqrt(state.length); // states are pixels in [0, 1] over sqrt(dim)
  const pixels = Uint8Array.from(state, (value) => Math.min(255, Math.max(0, Math.round(value * scale))));
  const at = `x="${px(box.x)}" y="${px(box.y)}" width="${px(box.width)}" height="${px(box.height)}"`;
  const { height, width, channels } = shape;
  return `${backend.picture(pixels, [height, width, channels], box)}<rect ${at} fill="none" stroke="${frame}" stroke-width="2" rx="2"/>`;
}

function axes(
  u: Float64Array,
  v: Float64Array,
  xOf: (value: number) => number,
  yOf: (value: number) => number,
  place: Place,
  isFirst: boolean,
  backend: FigureBackend,
  theme: MapTheme,
): string {
  const bottom = place.y + PANEL;
  const small = { size: 11, fill: theme.ink2 };
  const marks = (axis: Float64Array, draw: (value: number, text: string) => string) => {
    const ticks = ticksBetween(axis[0] ?? 0, axis.at(-1) ?? 0, 5);
    const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
    return ticks.map((value) => draw(value, tickText(value, step)));
  };
  const below = marks(u, (value, text) => {
    const x = xOf(value);
    const tick = `<path d="M${px(x)} ${px(bottom)}v5" stroke="${theme.line}"/>`;
    return tick + backend.text(text, x, bottom + 18, { ...small, anchor: 'middle' });
  });
  const beside = marks(v, (value, text) => {
    const y = yOf(value);
    const tick = `<path d="M${px(place.x - 5)} ${px(y)}h5" stroke="${theme.line}"/>`;
    return tick + backend.text(text, place.x - 9, y + 4, { ...small, anchor: 'end' });
  });
  const name = backend.text('u   RMS pixel', place.x + PANEL, bottom + 36, { ...small, anchor: 'end' });
  const vName = isFirst ? backend.text('v', place.x - 44, place.y + 6, small) : '';
  return [...below, ...beside, name, vName].join('');
}
