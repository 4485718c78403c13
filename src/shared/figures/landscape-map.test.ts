import { expect, it } from 'vitest';
import { landscapeMap } from './landscape-map';
import type { MapContent, MapTheme } from './map-content';
import { MAP_SIDE } from './map-content';
import type { FigureBackend } from './svg-drawing';

const SIZE = 65;
/** From -1 to 1. */
const axis = Float64Array.from({ length: SIZE }, (_, i) => (2 * i) / (SIZE - 1) - 1);
/** The energy of a bowl, u² + 2 v², in units of `unit`. */
const bowl = (unit: number) =>
  Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [u, v] = [axis[i % SIZE] ?? NaN, axis[Math.floor(i / SIZE)] ?? NaN];
    return unit * (u * u + 2 * v * v);
  });

const backend: FigureBackend = {
  text: (text, x, y) => `<text x="${String(x)}" y="${String(y)}">${text}</text>`,
  textWidth: (text, { size }) => (text.length * size) / 2,
  picture: (pixels) => `<image pixels="${pixels.join()}"/>`,
};
const theme: MapTheme = {
  background: 'white',
  axis: 'gray',
  text: 'black',
  secondaryText: 'gray',
  plate: 'silver',
  models: { mrdam: 'orange', drdam: 'blue', own: 'green' },
  dashes: { mrdam: 'none', drdam: '6 4', own: '2 2' },
};
const content: MapContent = {
  title: 'A bowl',
  u: axis,
  v: axis,
  energies: { mrdam: bowl(1), own: bowl(1000) },
  hatched: null,
  projections: [
    { u: 0, v: 0, offPlane: 0 },
    { u: 0.5, v: -0.5, offPlane: 0.9 },
  ],
  memories: Float32Array.of(1, 0),
  shape: { height: 1, width: 1, channels: 1 },
  paths: [
    {
      model: 'mrdam',
      points: [
        { u: 1, v: 0 },
        { u: 0, v: 0 },
      ],
      isSelected: true,
    },
  ],
  colorMap: 'viridis',
  isUpwards: true,
  isLabelled: true,
  scaleOf: (models) => (models.includes('own') ? { low: 0, cut: 2000 } : { low: 0, cut: 2 }),
};

/** Where the map of the n-th model has its left and top edge. */
const leftOf = (n: number) => 72 + n * (MAP_SIDE + 72);
const TOP = 96;

it('draws every line of a level where the energy is that level, on the axes that it shows', () => {
  const svg = landscapeMap(content, backend, theme);
  const lines = [...svg.matchAll(/<path data-level="([\d.e+-]+)" d="([^"]+)"/g)].map((match) => ({
    level: Number(match[1]),
    points: [...(match[2] ?? '').matchAll(/([\d.-]+) ([\d.-]+)/g)].map(([, x, y]) => [Number(x), Number(y)]),
  }));
  expect(lines.length).toBeGreaterThan(40); // some twenty for each model
  let checked = 0;
  for (const { level, points } of lines) {
    // the first model's levels end at its cut, 2
    const [unit, left] = level <= 2 ? [1, leftOf(0)] : [1000, leftOf(1)];
    for (const [x = NaN, y = NaN] of points) {
      const [u, v] = [(2 * (x - left)) / MAP_SIDE - 1, 1 - (2 * (y - TOP)) / MAP_SIDE];
      if (Math.max(Math.abs(u), Math.abs(v)) > 0.999) continue; // it runs along the edge
      // half a unit in the last digit of the page is 0.05 px or 0.0002 of u, where the slope is 4 at most; and between
      // two points of the grid the line is straight
      expect(Math.abs(u * u + 2 * v * v - level / unit)).toBeLessThan(0.002);
      checked++;
    }
  }
  expect(checked).toBeGreaterThan(1000);
});

it('gives an energy of another unit a scale of its own', () => {
  const svg = landscapeMap(content, backend, theme);
  expect(svg).toContain('>E in pixel²<');
  expect(svg).toContain('>E in its own unit<');
  expect(svg).toMatch(/>1500<|>1 500<|>1,500<|>1\.5e3<|>1500\.0</);
});

it('places memories, their pictures and paths by their coordinates', () => {
  const svg = landscapeMap(content, backend, theme);
  const center = [leftOf(0) + MAP_SIDE / 2, TOP + MAP_SIDE / 2];
  expect(svg).toContain(`<circle cx="${String(center[0])}" cy="${String(center[1])}" r="3.5"`);
  // a memory off the plane has a dashed leader to its foot on the plane, and no ring
  expect(svg.match(/<circle /g)).toHaveLength(2);
  const foot = [leftOf(0) + 0.75 * MAP_SIDE, TOP + 0.75 * MAP_SIDE];
  expect(svg).toContain(`M${String(foot[0])} ${String(foot[1])}V${String((foot[1] ?? NaN) - 12)}`);
  expect(svg).toContain('<image pixels="255"/>');
  expect(svg).toContain('<image pixels="0"/>');
  const path = `M${String(leftOf(0) + MAP_SIDE)} ${String(center[1])}L${String(center[0])} ${String(center[1])}`;
  expect(svg).toContain(
    `<path d="${path}" fill="none" stroke-linejoin="round" stroke-linecap="round" stroke="orange"`,
  );
});

it('hatches DrDAM where its sum is clipped', () => {
  const values = Float32Array.from({ length: SIZE * SIZE }, (_, i) => (i % SIZE > SIZE / 2 ? 1 : 0));
  const energies = { mrdam: bowl(1), drdam: bowl(1) };
  const svg = landscapeMap({ ...content, energies, hatched: { values, above: 0.5 } }, backend, theme);
  const [, hatch = ''] = /d="([^"]+)" fill="url\(#hatch\)"/.exec(svg) ?? [];
  const columns = [...hatch.matchAll(/([\d.-]+) [\d.-]+/g)].map(([, x]) => Number(x));
  expect(Math.min(...columns)).toBeCloseTo(leftOf(1) + MAP_SIDE / 2 + MAP_SIDE / 128, 0);
});
