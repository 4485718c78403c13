import greek400 from '@fontsource/inter/files/inter-greek-400-normal.woff?url';
import greek600 from '@fontsource/inter/files/inter-greek-600-normal.woff?url';
import latin400 from '@fontsource/inter/files/inter-latin-400-normal.woff?url';
import latin600 from '@fontsource/inter/files/inter-latin-600-normal.woff?url';
import latinExt400 from '@fontsource/inter/files/inter-latin-ext-400-normal.woff?url';
import latinExt600 from '@fontsource/inter/files/inter-latin-ext-600-normal.woff?url';
import { invariant } from '#shared/errors';
import type { FigureBackend } from '#shared/figures/svg-drawing';
import { imageElement, rgbaOf } from '#shared/figures/svg-drawing';
import type { Font, Subset, Weight } from '#shared/figures/glyph-outlines';
import { outlineBackend, GlyphOutlines } from '#shared/figures/glyph-outlines';

/** The fonts of the command line's figures, so that the window's are the same. */
const FILES: Readonly<Record<Subset, Readonly<Record<Weight, string>>>> = {
  latin: { 400: latin400, 600: latin600 },
  greek: { 400: greek400, 600: greek600 },
  'latin-ext': { 400: latinExt400, 600: latinExt600 },
};

let made: Promise<FigureBackend> | undefined;

/** What the window draws figures with. Fonts are fetched for the first figure, one a task. */
export function figureRenderer(): Promise<FigureBackend> {
  made ??= makeInk();
  made.catch(() => {
    made = undefined; // another figure tries again
  });
  return made;
}

async function makeInk(): Promise<FigureBackend> {
  const { parse } = await import('opentype.js');
  const fonts = new Map<string, Font>();
  for (const [subset, weights] of Object.entries(FILES)) {
    for (const [weight, file] of Object.entries(weights)) {
      const answer = await fetch(file);
      fonts.set(`${subset} ${weight}`, parse(await answer.arrayBuffer()));
    }
  }
  const outlines = new GlyphOutlines((subset, weight) => {
    const font = fonts.get(`${subset} ${String(weight)}`);
    invariant(font, 'every font was read');
    return font;
  });
  return outlineBackend(outlines, (pixels, shape, box) => imageElement(pngAddress(pixels, shape), box));
}

/** Cells never change, and are drawn again with each that joins them. */
const addresses = new WeakMap<ArrayBufferLike, Map<number, string>>();

function pngAddress(pixels: Uint8Array, shape: readonly [number, number, number]): string {
  const known = addresses.get(pixels.buffer) ?? new Map<number, string>();
  addresses.set(pixels.buffer, known);
  const address = known.get(pixels.byteOffset) ?? encode(pixels, shape);
  known.set(pixels.byteOffset, address);
  return address;
}

function encode(pixels: Uint8Array, shape: readonly [number, number, number]): string {
  const [height, width] = shape;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  // it is read at once: on the graphics device that may take long
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.putImageData(new ImageData(rgbaOf(pixels, shape), width, height), 0, 0);
  return canvas.toDataURL('image/png');
}
