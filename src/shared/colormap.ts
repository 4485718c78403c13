import { z } from 'zod';

/**
 * The colour maps for energies. Lightness rises along each; lipari and acton avoid the models' green and
 * blue.
 */
export const ColorMapName = z.enum(['lipari', 'grayC', 'lapaz', 'acton', 'cividis', 'viridis']);
export type ColorMapName = z.infer<typeof ColorMapName>;

/** Red, green and blue from 0 to 255, not rounded. */
export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * Colours at equal distances, at least two: of these maps, every fifth of 256. Colours between them are interpolated linearly. Lipari, grayC,
 * lapaz and acton are of Fabio Crameri's "Scientific colour maps" 8.0 (MIT licence,
 * https://doi.org/10.5281/zenodo.8035877), cividis is by Jamie Nuñez, Christopher Anderton and Ryan Renslow
 * (BSD licence), viridis by Stéfan van der Walt and Nathaniel Smith (CC0), both as matplotlib has them.
 */
const TABLES: Readonly<Record<ColorMapName, string>> = {
  lipari:
    '031326 051a2f 062038 082642 0b2d4b 0f3455 153b5e 1d4266 25486d 2f4e73 3a5377 43577a 4c5a7a ' +
    '535c7a 5a5d7a 605e78 655e77 6b5f76 715f74 775f73 7d6071 83606f 8a606e 91616c 98616a a06268 ' +
    'a86266 b06364 b86462 c16560 ca675f d26a5e da6f5e e07460 e57b62 e88265 ea8a69 ea916e e99872 ' +
    'e89e77 e7a57b e6ab80 e5b186 e5b88c e6be93 e8c69c eacda5 edd5af f1ddb9 f5e5c4 f9edcf fdf5da',
  grayC:
    '000000 090909 111111 161616 1b1b1b 202020 242424 292929 2e2e2e 323232 373737 3b3b3b 404040 ' +
    '444444 494949 4d4d4d 515151 565656 5a5a5a 5e5e5e 626262 666666 6a6a6a 6e6e6e 717171 757575 ' +
    '797979 7d7d7d 808080 848484 888888 8d8d8d 919191 959595 9a9a9a 9f9f9f a4a4a4 a9a9a9 aeaeae ' +
    'b3b3b3 b8b8b8 bebebe c4c4c4 cacaca d0d0d0 d6d6d6 dcdcdc e3e3e3 eaeaea f1f1f1 f8f8f8 ffffff',
  lapaz:
    '1a0c64 1c1368 1e196d 1f1f71 212575 222a79 23307c 243580 263a84 273f87 28458b 2a4a8e 2b4f91 ' +
    '2d5494 2f5996 315e99 33629b 36679d 396c9e 3c70a0 4075a1 447aa2 497ea3 4e82a3 5386a4 588aa3 ' +
    '5e8ea3 6591a2 6b94a1 7297a0 789a9f 7f9c9d 869e9b 8da099 94a298 9ba496 a2a696 aaa995 b2ab96 ' +
    'baaf97 c3b39a ccb89e d5bda4 dec3ab e6cab4 ecd0bd f2d7c6 f6ddcf f9e2d8 fbe8e1 fdedea fef2f3',
  acton:
    '260d40 2b1345 2f194b 331f50 372556 3b2b5b 3f3160 433665 473c6a 4b416f 4e4674 524b79 56507d ' +
    '5a5582 5f5a86 655d89 6b608b 71618c 77628d 7d638e 83638e 89648e 8f648e 96658f 9d658f a4668f ' +
    'ab6690 b26790 ba6891 c16b93 c76e96 cc739a d0799f d37fa5 d586aa d78cb0 d993b5 db99bb dda0c0 ' +
    'dea7c6 e0adcb e2b4d0 e4bad5 e5c0da e7c6de e8cce3 e9d1e7 ebd7eb ecdcef ede1f3 efe6f6 f0eafa',
  cividis:
    '00224e 002656 002a5f 002d68 003070 083370 163770 203a6f 273e6e 2e416d 34456c 3a486c 3f4c6c ' +
    '444f6c 49536c 4e566c 535a6d 575d6d 5c616e 60646f 656870 696b71 6d6f72 727274 767676 7a7a78 ' +
    '7e7d78 838179 888578 8d8878 928c78 969077 9b9476 a09875 a59c74 aaa073 afa471 b5a86f baac6d ' +
    'bfb06b c4b468 c9b965 cfbd62 d4c15f dac65b dfca57 e5cf52 ead34c f0d846 f6dd3f fce236 fee838',
  viridis:
    '440154 46085c 471063 481769 481d6f 482475 472a7a 46307e 453781 433d84 414287 3f4889 3d4e8a ' +
    '3a538b 38598c 355e8d 33638d 31688e 2e6d8e 2c718e 2a768e 297b8e 27808e 25848e 23898e 218e8d ' +
    '20928c 1f978b 1e9c89 1fa188 21a585 24aa83 28ae80 2eb37c 35b779 3dbc74 46c06f 50c46a 5ac864 ' +
    '65cb5e 70cf57 7cd250 89d548 95d840 a2da37 b0dd2f bddf26 cae11f d8e219 e5e419 f1e51d fde725',
};

/** The darkest part of a map is not used, so that contour lines stay visible in the deepest basins. */
const FROM = 0.07;

/**
 * Returns the colour of an energy, given as a fraction from 0 (the lowest energy) to 1 (the cut); others are
 * clamped.
 */
export function energyColor(share: number, map: ColorMapName = 'lipari'): Rgb {
  return colorMapAt(map, FROM + (1 - FROM) * Math.min(1, Math.max(0, share)));
}

/** Returns the colour at a fraction from 0 to 1 of a whole map. */
export function colorMapAt(map: ColorMapName, share: number): Rgb {
  const colors = colorsOf(map);
  const position = share * (colors.length - 1);
  const index = Math.min(colors.length - 2, Math.floor(position));
  return mixRgb(colors[index] ?? BLACK, colors[index + 1] ?? BLACK, position - index);
}

const BLACK: Rgb = [0, 0, 0];
const read = new Map<ColorMapName, readonly Rgb[]>();

function colorsOf(map: ColorMapName): readonly Rgb[] {
  const known = read.get(map) ?? TABLES[map].split(' ').map(parseHexColor);
  read.set(map, known);
  return known;
}

/** Returns the colour written as "183e61" or "#183e61". */
export function parseHexColor(hex: string): Rgb {
  const value = parseInt(hex.replace('#', ''), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Returns the colour at the fraction `share`, 0 to 1, of the way from one colour to another. */
export function mixRgb([r, g, b]: Rgb, [toR, toG, toB]: Rgb, share: number): Rgb {
  return [r + (toR - r) * share, g + (toG - g) * share, b + (toB - b) * share];
}
