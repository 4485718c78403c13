import type { Box, Ink, TextStyle } from '#shared/figures/ink';
import { rasterImage, px } from './svg';
import { textPath, textWidth } from './text-path';

/** Figures with text as outlines, so that they look the same on a machine without fonts. */
export const outlineInk: Ink = {
  text(text, x, y, style) {
    const { size, weight = 400, fill = '#000', anchor = 'start', upwards = false } = style;
    const width = textWidth(text, size, weight);
    const start = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x;
    const path = textPath(text, start, y, size, weight, fill);
    return upwards ? `<g transform="rotate(-90 ${px(x)} ${px(y)})">${path}</g>` : path;
  },
  textWidth: (text, { size, weight = 400 }: TextStyle) => textWidth(text, size, weight),
  picture(pixels, [height, width, channels], box: Box) {
    const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let i = 0; i < width * height; i++) {
      for (let c = 0; c < 3; c++) rgba[4 * i + c] = pixels[i * channels + Math.min(c, channels - 1)] ?? 0;
    }
    const place = `x="${px(box.x)}" y="${px(box.y)}" width="${px(box.width)}" height="${px(box.height)}"`;
    return rasterImage(rgba, width, height, place);
  },
};
