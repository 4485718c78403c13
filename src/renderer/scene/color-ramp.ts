import type { ColorMapName, Rgb } from '#shared/colormap';
import { energyColor, mixRgb, parseHexColor } from '#shared/colormap';

/** What a surface is coloured by: a map of energies, or the diverging one of differences between two. */
export type Ramp = ColorMapName | 'difference';

interface Ground {
  readonly isDark: boolean;
  readonly plate: string;
}

/** Below and above zero, halfway and at the end; lighter than the plate in the dark, darker in the light. PuOr of ColorBrewer. */
const BELOW = { dark: ['#8073ac', '#d8daeb'], light: ['#8073ac', '#2d004b'] } as const;
const ABOVE = { dark: ['#b35806', '#fdb863'], light: ['#e08214', '#7f3b08'] } as const;

/** Red, green and blue, 0 to 255, of a share from 0 to 1. */
export function rampColor(ramp: Ramp, share: number, { isDark, plate }: Ground): Rgb {
  if (ramp !== 'difference') return energyColor(share, ramp);
  const [half, end] = (share < 0.5 ? BELOW : ABOVE)[isDark ? 'dark' : 'light'];
  const away = Math.min(1, Math.abs(2 * share - 1));
  return away < 0.5
    ? mixRgb(parseHexColor(plate), parseHexColor(half), 2 * away)
    : mixRgb(parseHexColor(half), parseHexColor(end), 2 * away - 1);
}
