import { contextSettings } from '../scene/graphics-info';
import { clearFor } from './clear';

/** What is drawn on two canvases that lie over each other: a picture of surfaces, and ink. */
interface StageScene {
  /** In CSS pixels; null while nothing is drawn. */
  readonly view: { readonly width: number; readonly height: number; readonly pixelRatio: number } | null;
  takePicture(): ImageBitmap | null;
}

/** Brings a scene's surfaces onto their canvas, and clears the one over it for its ink; null while there is nothing. */
export function presentScene(
  scene: StageScene,
  surfaces: HTMLCanvasElement,
  ink: HTMLCanvasElement,
): CanvasRenderingContext2D | null {
  const context = ink.getContext('2d', contextSettings());
  if (!scene.view || !context) return null;
  const picture = scene.takePicture();
  if (picture) surfaces.getContext('bitmaprenderer')?.transferFromImageBitmap(picture);
  const { width, height, pixelRatio } = scene.view;
  clearFor(context, Math.round(width * pixelRatio), Math.round(height * pixelRatio), pixelRatio);
  return context;
}
