import { expect, it } from 'vitest';
import type { Rgb } from './colormap';
import { ColorMapName, colorMapAt, parseHexColor } from './colormap';

/** Entries 33, 128 and 217 of the 256 that their authors published. */
const PUBLISHED: Readonly<Record<ColorMapName, readonly [string, string, string]>> = {
  lipari: ['193f63', 'a56267', 'e5ba8f'],
  grayC: ['272727', '777777', 'cccccc'],
  lapaz: ['24337f', '5c8ca3', 'e1c6af'],
  acton: ['423463', 'a86690', 'e6c2dc'],
  cividis: ['1c396f', '7d7c78', 'd6c35d'],
  viridis: ['472e7c', '21918c', '9bd93c'],
};

/** CIE L* of an sRGB colour. */
function lightness(color: Rgb): number {
  const [r, g, b] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
  return luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;
}

it.each(ColorMapName.options)('%s is as published, and rises in lightness evenly', (map) => {
  for (const [i, entry] of [33, 128, 217].entries()) {
    const expected = parseHexColor(PUBLISHED[map][i] ?? '');
    // two channels are rounded between the interpolated entries
    colorMapAt(map, entry / 255).forEach((value, c) => {
      expect(Math.abs(value - (expected[c] ?? NaN))).toBeLessThanOrEqual(1.5);
    });
  }
  const steps = Array.from({ length: 32 }, (_, i) => lightness(colorMapAt(map, i / 31)));
  const rises = steps.slice(1).map((value, i) => value - (steps[i] ?? 0));
  const mean = ((steps.at(-1) ?? 0) - (steps[0] ?? 0)) / rises.length;
  expect(Math.min(...rises)).toBeGreaterThan(0);
  expect(Math.max(...rises)).toBeLessThan(2.5 * mean);
});
