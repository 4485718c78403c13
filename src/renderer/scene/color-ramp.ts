import type { ColorMapName, Rgb } from '#shared/colormap';
import { energyColor, mixRgb, parseHexColor } from '#shared/colormap';

/** The colour map of a surface: a map of energies, or the diverging map for differences between two energies. */
export type Ramp = ColorMapName | 'difference';

interface RampStyle {
  readonly isDark: boolean;
  readonly plate: string;
}

/**
 * Each side of zero has a colour halfway and one at the end, from ColorBrewer's PuOr. The ends are lighter than the plate
 * in the dark theme and darker in the light one.
 */
const BELOW = { dark: ['#8073ac', '#d8daeb'], light: ['#8073ac', '#2d004b'] } as const;
const ABOVE = { dark: ['#b35806', '#fdb863'], light: ['#e08214', '#7f3b08'] } as const;

/** Returns red, green and blue, 0 to 255, at a share of the ramp from 0 to 1. */
export function rampColor(ramp: Ramp, share: number, { isDark, plate }: RampStyle): Rgb {
  if (ramp !== 'difference') return energyColor(share, ramp);
  const [half, end] = (share < 0.5 ? BELOW : ABOVE)[isDark ? 'dark' : 'light'];
  const distance = Math.min(1, Math.abs(2 * share - 1));
  return distance < 0.5
    ? mixRgb(parseHexColor(plate), parseHexColor(half), 2 * distance)
    : mixRgb(parseHexColor(half), parseHexColor(end), 2 * distance - 1);
}
