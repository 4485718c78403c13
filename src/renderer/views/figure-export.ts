import { EngineError, invariant } from '#shared/errors';
import { formatCount } from '#shared/units';
import { maxDrawingSize } from '../scene/graphics-info';
import type { CanvasContext } from './canvas-context';

/** A file that is ready to be saved. */
export interface ExportedFile {
  readonly name: string;
  readonly blob: Blob;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export function csvBlob(table: string): Blob {
  return new Blob([table], { type: 'text/csv' });
}

export function svgBlob(svg: string): Blob {
  return new Blob([svg], { type: 'image/svg+xml' });
}

/**
 * Draws a picture in CSS pixels and returns it as a PNG of `scale` times as many pixels each way.
 *
 * @throws EngineError `too-large` where a side is longer than this graphics device draws.
 */
export async function pngBlob(
  { width, height }: Size,
  scale: number,
  draw: (context: CanvasContext) => void | Promise<void>,
): Promise<Blob> {
  const [across, down] = [width * scale, height * scale];
  const most = maxDrawingSize();
  if (Math.max(across, down) > most) {
    throw new EngineError(
      'too-large',
      `A picture of ${formatCount(across)} × ${formatCount(down)} pixels is larger than the ${formatCount(most)} that this graphics device draws.`,
      'Save it at a smaller scale, or make the window smaller.',
    );
  }
  const canvas = new OffscreenCanvas(across, down);
  // reading a canvas back from the graphics device may take a hundred times as long
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  invariant(context, 'an off-screen canvas has a 2-D context');
  context.scale(scale, scale);
  await draw(context);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** Decodes an SVG into an image that a page can show. */
export async function imageOf(svg: string): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(svgBlob(svg));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Rasterises an SVG at its own size. */
export async function pngOfSvg(svg: string): Promise<Blob> {
  const image = await imageOf(svg);
  return pngBlob({ width: image.naturalWidth, height: image.naturalHeight }, 1, (context) => {
    context.drawImage(image, 0, 0);
  });
}
