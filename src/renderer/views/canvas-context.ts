import { contextSettings } from '../scene/graphics-info';

/** A 2-D context that views draw on: a canvas on the screen, or an off-screen one of a still or a film. */
export type CanvasContext = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** An upright rectangle, in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is drawn on two canvases that lie over each other: an image of the surfaces, and the annotations above it. */
interface LayeredScene {
  /** In CSS pixels; null while nothing is drawn. */
  readonly view: { readonly width: number; readonly height: number; readonly pixelRatio: number } | null;
  takeSurfaceImage(): ImageBitmap | null;
}

/**
 * Transfers a scene's surfaces to their canvas and clears the canvas above them. Returns the context for the
 * annotations; null while there is nothing to show.
 */
export function presentScene(
  scene: LayeredScene,
  surfaceCanvas: HTMLCanvasElement,
  annotationCanvas: HTMLCanvasElement,
): CanvasRenderingContext2D | null {
  const context = annotationCanvas.getContext('2d', contextSettings());
  if (!scene.view || !context) return null;
  const image = scene.takeSurfaceImage();
  if (image) surfaceCanvas.getContext('bitmaprenderer')?.transferFromImageBitmap(image);
  const { width, height, pixelRatio } = scene.view;
  resetCanvas(context, Math.round(width * pixelRatio), Math.round(height * pixelRatio), pixelRatio);
  return context;
}

/**
 * Clears a canvas and makes it `width` by `height` device pixels large, with `scale` of them to a unit. The size is set
 * only where it differs, because setting it allocates the canvas anew.
 */
export function resetCanvas(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  scale: number,
): void {
  const { canvas } = context;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  context.reset();
  context.scale(scale, scale);
}
