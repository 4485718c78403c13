import type { Page } from 'playwright-core';
import { stillPicture } from './still-picture';

/** Returns pixels [red, green, blue] of a PNG in base64, or by default of the page once nothing moves on it. */
export async function pixelsOf(
  page: Page,
  points: readonly (readonly [x: number, y: number])[],
  png?: string,
): Promise<number[][]> {
  const shot = png ?? (await stillPicture(page)).toString('base64');
  return page.evaluate(
    async ([data, at]) => {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d', {
        willReadFrequently: true,
      });
      context?.drawImage(image, 0, 0);
      return at.map(([x, y]) => [...(context?.getImageData(x, y, 1, 1).data ?? [])].slice(0, 3));
    },
    [shot, points] as const,
  );
}
