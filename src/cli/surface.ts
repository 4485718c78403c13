import { contours } from 'd3-contour';
import type { LandscapeReport } from '#shared/api';
import { energyColor } from '#shared/colormap';
import { MODEL_TITLE, ModelName } from '#shared/setup';
import type { PictureShape } from '#shared/setup';
import { niceStep, tickText, ticksBetween } from '#shared/ticks';
import { MODEL_DASH, MODEL_INK, SHEET } from './look';
import { px, rasterImage, stateImage, svgToPng } from './svg';
import { textPath, textWidth } from './text-path';

/** What a picture of two landscapes shows. */
export interface SurfaceContent {
  readonly title: string;
  /** [size] */
  readonly u: Float64Array;
  readonly v: Float64Array;
  /** [size, size], rows along v */
  readonly energies: Readonly<Partial<Record<ModelName, Float32Array>>>;
  /** [size, size], 1 where phi.T <= epsilon */
  readonly clipped: Uint8Array | undefined;
  readonly feet: LandscapeReport['memories'];
  /** [K, dim] */
  readonly memories: Float32Array;
  readonly shape: PictureShape | null;
}

const PANEL = 520;
const MARGIN = { left: 72, top: 96, right: 32, bottom: 112 };
const GAP = 72;
const THUMBNAIL = 40;
const LEADER = 12;
/** A memory further than this from the plane (RMS pixel) has no ring, and a dashed leader. */
const OFF_PLANE = 0.15;
const PLATE = [51, 55, 62] as const;

/**
 * Energies as maps seen from above: colour, iso-lines, and the memories where they stand. The two models have one scale,
 * an own energy, which may be in any unit, has one of its own.
 */
export function surfacePicture(content: SurfaceContent): Uint8Array {
  const models = ModelName.options.filter((model) => content.energies[model]);
  const width = MARGIN.left + models.length * PANEL + (models.length - 1) * GAP + MARGIN.right;
  const height = MARGIN.top + PANEL + MARGIN.bottom;
  const groups = [models.filter((model) => model !== 'own'), models.filter((model) => model === 'own')];
  const leftOf = (index: number) => MARGIN.left + index * (PANEL + GAP);
  const parts = [
    `<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
      `<rect width="2" height="7" fill="${SHEET.ink}" fill-opacity="0.34"/></pattern></defs>`,
    `<rect width="${px(width)}" height="${px(height)}" fill="${SHEET.ground}"/>`,
    textPath(content.title, MARGIN.left, 44, 15, 600, SHEET.ink),
    ...groups.flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const scale = energyScale(content, group);
      const at = models.indexOf(first);
      return [
        ...group.map((model, i) => panel(content, model, scale, leftOf(at + i), at + i === 0)),
        legend(scale, legendTitle(group), leftOf(at), MARGIN.top + PANEL + 64),
      ];
    }),
  ];
  return svgToPng(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}">${parts.join('')}</svg>`,
  );
}

interface Scale {
  readonly low: number;
  /** Energies above are a flat plate. */
  readonly cut: number;
}

/**
 * From the lowest energy to 1.15 times the height above it that the first model reaches between the memories, rounded up
 * to two digits.
 */
function energyScale({ energies, u, v, feet }: SurfaceContent, models: readonly ModelName[]): Scale {
  const all = models.map((model) => (energies[model] ?? new Float32Array()).filter(Number.isFinite));
  const low = Math.min(...all.map((energy) => energy.reduce((a, b) => Math.min(a, b), Infinity)));
  const inside = (values: Float64Array, of: 'u' | 'v', index: number) => {
    const at = values[index] ?? 0;
    const feetAt = feet.map((foot) => foot[of]);
    return at >= Math.min(...feetAt) && at <= Math.max(...feetAt);
  };
  const [first] = models;
  const measure = (first && energies[first]) ?? new Float32Array();
  const finite = Array.from(measure.keys()).filter((i) => Number.isFinite(measure[i]));
  const between = finite.filter(
    (i) => inside(u, 'u', i % u.length) && inside(v, 'v', Math.floor(i / u.length)),
  );
  const highest = (between.length > 0 ? between : finite).reduce(
    (most, i) => Math.max(most, measure[i] ?? -Infinity),
    -Infinity,
  );
  const height = Math.max(1.15 * (highest - low), 1e-6);
  const digit = 10 ** (Math.floor(Math.log10(height)) - 1);
  return { low, cut: Math.ceil((low + height) / digit) * digit };
}

function panel(
  content: SurfaceContent,
  model: ModelName,
  scale: Scale,
  left: number,
  isFirst: boolean,
): string {
  const { u, v, feet, shape, memories } = content;
  const size = u.length;
  const energies = content.energies[model] ?? new Float32Array();
  const place = { x: left, y: MARGIN.top, width: PANEL, height: PANEL };
  const cell = PANEL / (size - 1);
  const at = (value: number, axis: Float64Array) =>
    (value - (axis[0] ?? 0)) / ((axis[size - 1] ?? 1) - (axis[0] ?? 0));
  const xOf = (value: number) => place.x + PANEL * at(value, u);
  const yOf = (value: number) => place.y + PANEL * (1 - at(value, v));
  const dim = shape ? shape.height * shape.width * shape.channels : 0;

  const pictures = feet
    .map((foot, k) => ({ foot, k }))
    .sort((a, b) => b.foot.v - a.foot.v) // drawn from the back, so that none hides one in front
    .map(({ foot, k }) => {
      const [x, y] = [xOf(foot.u), yOf(foot.v)];
      const isOff = foot.offPlane > OFF_PLANE;
      const ring = isOff
        ? ''
        : `<circle cx="${px(x)}" cy="${px(y)}" r="3.5" fill="none" stroke="${SHEET.ink}" stroke-width="1.5"/>`;
      if (!shape) return ring;
      const box = { x: x - THUMBNAIL / 2, y: y - LEADER - THUMBNAIL, width: THUMBNAIL, height: THUMBNAIL };
      const dash = isOff ? ' stroke-dasharray="3 2"' : '';
      const leader = `<path d="M${px(x)} ${px(y - (isOff ? 0 : 3.5))}V${px(y - LEADER)}" stroke="${SHEET.ink}"${dash}/>`;
      return ring + leader + stateImage(memories.subarray(k * dim, (k + 1) * dim), shape, box, SHEET.ink);
    });
  const clip = `clip-${model}`;
  const frame = `x="${px(place.x)}" y="${px(place.y)}" width="${px(PANEL)}" height="${px(PANEL)}"`;
  return [
    `<clipPath id="${clip}"><rect ${frame}/></clipPath><g clip-path="url(#${clip})">`,
    // pixels are centred on grid points, so the picture reaches half a cell over the edges
    raster(energies, size, scale, place.x - cell / 2, place.y - cell / 2, PANEL + cell),
    isoLines(energies, size, scale, place),
    model === 'drdam' && content.clipped ? hatched(content.clipped, size, place) : '',
    '</g>',
    ...pictures,
    heading(model, place.x, place.y),
    axes(u, v, xOf, yOf, place, isFirst),
  ].join('');
}

function raster(
  energies: Float32Array,
  size: number,
  { low, cut }: Scale,
  x: number,
  y: number,
  side: number,
): string {
  const rgba = new Uint8ClampedArray(size * size * 4).fill(255);
  energies.forEach((energy, i) => {
    const row = size - 1 - Math.floor(i / size); // v points up
    // written so that what is no number is on the plate too
    const color = energy <= cut ? energyColor((energy - low) / (cut - low)) : PLATE;
    rgba.set(color, 4 * (row * size + (i % size)));
  });
  const box = `x="${px(x)}" y="${px(y)}" width="${px(side)}" height="${px(side)}" preserveAspectRatio="none"`;
  return rasterImage(rgba, size, size, box, 'smooth');
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Lines of equal energy every niceStep(cut / 30), each fifth stronger. */
function isoLines(energies: Float32Array, size: number, { low, cut }: Scale, place: Place): string {
  const step = niceStep((cut - low) / 30);
  const levels = ticksBetween(low, cut, (cut - low) / step);
  return levels
    .map((level) => {
      const isStrong = Math.round(level / step) % 5 === 0;
      const [width, opacity] = isStrong ? [1.1, 0.5] : [0.6, 0.22];
      const stroke = level < low + 0.3 * (cut - low) ? SHEET.ink : SHEET.ground;
      const outline = contourPath(energies, size, level, place);
      return `<path d="${outline}" fill="none" stroke="${stroke}" stroke-width="${String(width)}" stroke-opacity="${String(opacity)}"/>`;
    })
    .join('');
}

function hatched(clipped: Uint8Array, size: number, place: Place): string {
  return `<path d="${contourPath(clipped, size, 0.5, place)}" fill="url(#hatch)"/>`;
}

/** The outline of where values reach a level, as an SVG path. d3 puts the centre of grid point i at i + 0.5. */
function contourPath(values: ArrayLike<number>, size: number, level: number, place: Place): string {
  const heights = Array.from(values, (value) => (Number.isNaN(value) ? Infinity : value));
  const { coordinates } = contours().size([size, size]).contour(heights, level);
  const scale = PANEL / (size - 1);
  const point = ([column = 0, row = 0]: number[]) =>
    `${px(place.x + (column - 0.5) * scale)} ${px(place.y + PANEL - (row - 0.5) * scale)}`;
  return coordinates
    .flat()
    .map((ring) => `M${ring.map(point).join('L')}Z`)
    .join('');
}

function heading(model: ModelName, x: number, y: number): string {
  const sign = `<path d="M${px(x)} ${px(y - 20)}h22" stroke="${MODEL_INK[model]}" stroke-width="3" stroke-dasharray="${MODEL_DASH[model]}"/>`;
  return sign + textPath(MODEL_TITLE[model], x + 30, y - 15, 13, 600, SHEET.ink);
}

function axes(
  u: Float64Array,
  v: Float64Array,
  xOf: (value: number) => number,
  yOf: (value: number) => number,
  place: Place,
  isFirst: boolean,
): string {
  const ends = (axis: Float64Array) => [axis[0] ?? 0, axis.at(-1) ?? 0] as const;
  const bottom = place.y + PANEL;
  const marks = (axis: Float64Array, draw: (value: number, text: string) => string) => {
    const ticks = ticksBetween(...ends(axis), 5);
    const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
    return ticks.map((value) => draw(value, tickText(value, step)));
  };
  const below = marks(u, (value, text) => {
    const x = xOf(value);
    const tick = `<path d="M${px(x)} ${px(bottom)}v5" stroke="${SHEET.line}"/>`;
    return tick + textPath(text, x - textWidth(text, 11, 400) / 2, bottom + 18, 11, 400, SHEET.ink2);
  });
  const beside = marks(v, (value, text) => {
    const y = yOf(value);
    const tick = `<path d="M${px(place.x - 5)} ${px(y)}h5" stroke="${SHEET.line}"/>`;
    return tick + textPath(text, place.x - 9 - textWidth(text, 11, 400), y + 4, 11, 400, SHEET.ink2);
  });
  const name = textPath(
    'u   RMS pixel',
    place.x + PANEL - textWidth('u   RMS pixel', 11, 400),
    bottom + 36,
    11,
    400,
    SHEET.ink2,
  );
  const vName = isFirst ? textPath('v', place.x - 44, place.y + 6, 11, 400, SHEET.ink2) : '';
  return [...below, ...beside, name, vName].join('');
}

function legendTitle(models: readonly ModelName[]): string {
  if (models.includes('own')) return 'E in its own unit';
  return models.length > 1 ? 'E in pixel², equal for both' : 'E in pixel²';
}

function legend({ low, cut }: Scale, title: string, x: number, y: number): string {
  const [width, height] = [256, 10];
  const rgba = new Uint8ClampedArray(width * 4).fill(255);
  for (let i = 0; i < width; i++) rgba.set(energyColor(i / (width - 1)), 4 * i);
  const box = `x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" preserveAspectRatio="none"`;
  const ticks = ticksBetween(low, cut, 4);
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const [red, green, blue] = PLATE;
  return [
    textPath(title, x, y - 8, 11, 400, SHEET.ink2),
    rasterImage(rgba, width, 1, box, 'smooth'),
    `<rect x="${px(x + width + 4)}" y="${px(y)}" width="28" height="${px(height)}" fill="rgb(${[red, green, blue].join()})"/>`,
    textPath('higher', x + width + 40, y + 9, 11, 400, SHEET.ink2),
    ...ticks.map((value) => {
      const text = tickText(value, step);
      const at = x + (width * (value - low)) / (cut - low);
      return textPath(text, at - textWidth(text, 11, 400) / 2, y + height + 14, 11, 400, SHEET.ink2);
    }),
  ].join('');
}
