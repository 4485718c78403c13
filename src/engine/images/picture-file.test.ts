import { describe, expect, it } from 'vitest';
import { bomb, converted, png, withOrientation } from '../../../tests/support/pictures';
import { largestError } from '../../../tests/support/reference';
import { inspectPicture, loadPicture, verifyPicture } from './picture-file';
import type { TargetShape } from './pixels';
import { toPixels } from './pixels';

const cut = (bytes: Buffer, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));
const load = (bytes: Buffer, target: TargetShape) => loadPicture({ bytes }, target);

/** 8 x 8, the left half red, the right half blue, a bright top row. */
const samples = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => {
  const [x, y, c] = [Math.floor(i / 3) % 8, Math.floor(i / 24), i % 3];
  if (y === 0) return 200;
  return c === (x < 4 ? 0 : 2) ? 160 : 10;
});
const picture = png(8, 8, 3, samples);
const own: TargetShape = { width: 8, height: 8, channels: 3 };

describe('picture formats', () => {
  it('decode to the same pixels', async () => {
    const expected = Float32Array.from(samples, (value) => value / 255);
    expect(largestError(await load(picture, own), expected)).toBeLessThan(1e-6);
    for (const format of ['webp', 'bmp', 'tiff', 'pnm'] as const) {
      const file = converted(picture, format);
      expect(await inspectPicture({ bytes: file })).toMatchObject({ format, width: 8, height: 8 });
      expect(largestError(await load(file, own), expected), format).toBeLessThan(1e-6);
    }
    for (const format of ['jpeg', 'avif'] as const) {
      const file = converted(picture, format);
      const pixels = await load(file, { width: 2, height: 1, channels: 3 });
      const small = await load(picture, { width: 2, height: 1, channels: 3 });
      expect(largestError(pixels, small), format).toBeLessThan(0.05); // lossy
    }
  });

  it('keep their 16 bits', async () => {
    const values = [0, 1, 257, 40_000, 65_534, 65_535];
    const grey = await load(png(3, 2, 1, values, 16), { width: 3, height: 2, channels: 1 });
    expect(
      largestError(
        grey,
        values.map((value) => value / 65_535),
      ),
    ).toBeLessThan(1e-7);
  });

  it('report whether they are in colour', async () => {
    for (const [channels, isColor] of [
      [1, false],
      [2, false],
      [3, true],
      [4, true],
    ] as const) {
      const file = png(2, 2, channels, new Uint8Array(16).fill(99));
      expect((await verifyPicture({ bytes: file })).isColor).toBe(isColor);
    }
  });

  it('have alpha composited over black', async () => {
    const half = await load(png(1, 1, 4, [200, 100, 50, 51]), { width: 1, height: 1, channels: 3 });
    expect(
      largestError(
        half,
        [200, 100, 50].map((value) => (value / 255) * 0.2),
      ),
    ).toBeLessThan(1e-6);
    const grey = await load(png(1, 1, 2, [200, 51]), { width: 1, height: 1, channels: 1 });
    expect(grey[0]).toBeCloseTo((200 / 255) * 0.2, 6);
  });

  it('convert to grey by the Rec. 601 luma, and grey to colour by repetition', async () => {
    const grey = await load(png(1, 1, 3, [255, 128, 64]), { width: 1, height: 1, channels: 1 });
    expect(grey[0]).toBeCloseTo((0.299 * 255 + 0.587 * 128 + 0.114 * 64) / 255, 6);
    const color = await load(png(1, 1, 1, [90]), { width: 1, height: 1, channels: 3 });
    expect(Array.from(color)).toEqual(Array.from(Float32Array.of(90 / 255, 90 / 255, 90 / 255)));
  });
});

describe('EXIF orientation', () => {
  // F, dark on light, blown up so that JPEG's blocks do not blur it
  const letter = [
    '11111111',
    '11000001',
    '11011111',
    '11000111',
    '11011111',
    '11011111',
    '11011111',
    '11111111',
  ];
  const pixelsOf = (rows: string[]) => rows.flatMap((row) => Array.from(row, Number));
  const size = 64;
  const large = png(
    size,
    size,
    1,
    Array.from({ length: size * size }, (_, i) => {
      const [x, y] = [Math.floor((i % size) / 8), Math.floor(i / size / 8)];
      return letter[y]?.[x] === '1' ? 255 : 0;
    }),
  );
  const jpeg = converted(large, 'jpeg');
  const columns = (rows: string[]) => Array.from(rows[0] ?? '', (_, x) => rows.map((row) => row[x]).join(''));
  const flipX = (rows: string[]) => rows.map((row) => Array.from(row).reverse().join(''));
  const flipY = (rows: string[]) => [...rows].reverse();
  const seen: Record<number, string[]> = {
    1: letter,
    2: flipX(letter),
    3: flipX(flipY(letter)),
    4: flipY(letter),
    5: columns(letter),
    6: flipX(columns(letter)),
    7: flipX(flipY(columns(letter))),
    8: flipY(columns(letter)),
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('%i is applied', async (orientation) => {
    const file = withOrientation(jpeg, orientation);
    const pixels = await load(file, { width: 8, height: 8, channels: 1 });
    expect(largestError(pixels, pixelsOf(seen[orientation] ?? []))).toBeLessThan(0.1);
  });

  it('swaps the reported width and height before cropping', async () => {
    const wide = converted(png(40, 20, 1, new Uint8Array(800).fill(128)), 'jpeg');
    const file = { bytes: withOrientation(wide, 6) };
    expect(await inspectPicture(file)).toMatchObject({ width: 20, height: 40 });
    expect(await verifyPicture(file)).toMatchObject({ width: 20, height: 40 });
    expect((await loadPicture(file, { width: 5, height: 10, channels: 1 })).length).toBe(50);
  });
});

describe('toPixels', () => {
  const ramp = (width: number, height: number) => ({
    width,
    height,
    channels: 1 as const,
    data: Float32Array.from({ length: width * height }, (_, i) => i),
    white: 1,
  });

  it('averages areas, with fractions of pixels at the edges', () => {
    const pixels = toPixels(ramp(3, 1), { width: 2, height: 1, channels: 1 });
    // crops nothing: 3 x 1 to 2 x 1 keeps a window of 2 x 1 in the middle
    expect(largestError(pixels, [0.5, 1.5])).toBeLessThan(1e-6);
    const averaged = toPixels(ramp(3, 3), { width: 2, height: 2, channels: 1 });
    // each target pixel covers 1.5 x 1.5 source pixels
    const weights = [4, 2, 2, 1];
    const corner = [0, 1, 3, 4].reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0) / 9;
    expect(averaged[0]).toBeCloseTo(corner, 6);
    expect(averaged.reduce((sum, value) => sum + value, 0) / 4).toBeCloseTo(4, 6);
  });

  it('crops around the centre', () => {
    const pixels = toPixels(ramp(4, 2), { width: 1, height: 1, channels: 1 });
    expect(pixels[0]).toBeCloseTo((1 + 2 + 5 + 6) / 4, 6);
  });

  it('enlarges without new values', () => {
    const pixels = toPixels(ramp(2, 1), { width: 4, height: 2, channels: 1 });
    expect(Array.from(pixels)).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
  });
});

describe('inspection and verification', () => {
  it.each([
    ['an empty file', Buffer.alloc(0), 'the file is empty'],
    ['a text', Buffer.from('hello, this is text in a file named .png'), 'not a picture'],
    ['a picture of 400 megapixels', bomb(20_000, 20_000), '20000 x 20000 pixels is over the limit'],
    ['a picture with a long side', bomb(16_385, 10), 'over the limit'],
    ['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'), 'GIF is not supported'],
  ])('reject %s from the header with the reason', async (_, bytes, reason) => {
    await expect(inspectPicture({ bytes })).rejects.toThrow(reason);
  });

  const noise = png(
    90,
    90,
    3,
    Uint8Array.from({ length: 24_300 }, (_, i) => (i * 7919) % 251),
  );
  const flipped = Buffer.from(noise);
  const middle = Math.floor(noise.length / 2);
  flipped[middle] = 255 - (flipped[middle] ?? 0);

  it.each([
    ['a JPEG cut at 60 %', cut(converted(noise, 'jpeg'), 0.6), 'ends early'],
    ['a JPEG cut before its last bytes', converted(noise, 'jpeg').subarray(0, -2), 'ends early'],
    ['a PNG cut at 60 %', cut(noise, 0.6), 'ends early'],
    ['a PNG with a flipped byte', flipped, 'checksum'],
    ['a WebP cut at 60 %', cut(converted(noise, 'webp'), 0.6), 'cannot be decoded'],
    ['a BMP cut at 60 %', cut(converted(noise, 'bmp'), 0.6), 'cannot be decoded'],
    ['a TIFF cut at 60 %', cut(converted(noise, 'tiff'), 0.6), 'not a picture'],
  ])('reject %s when it is decoded', async (_, bytes, reason) => {
    await expect(verifyPicture({ bytes })).rejects.toThrow(reason);
    await expect(load(bytes, own)).rejects.toThrow(reason);
  });

  it('accept a JPEG with segments before and bytes after the picture', async () => {
    const jpeg = converted(noise, 'jpeg');
    const trailed = Buffer.concat([withOrientation(jpeg, 1), Buffer.from('trailing bytes of a camera')]);
    expect(await verifyPicture({ bytes: trailed })).toMatchObject({ width: 90 });
  });
});
