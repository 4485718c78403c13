import { imageElement, rgbaOf } from '#shared/figures/ink';
import { outlineInk } from '#shared/figures/outlines';
import { pngAddress } from './svg';
import { outlines } from './text-path';

/** What the command line draws figures with. */
export const figureInk = outlineInk(outlines, (pixels, shape, box) => {
  const [height, width] = shape;
  return imageElement(pngAddress(rgbaOf(pixels, shape), width, height), box);
});
