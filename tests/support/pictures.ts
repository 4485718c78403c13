import { crc32, deflateSync } from 'node:zlib';
import { Transformer } from '@napi-rs/image';
import { boxStates } from './descents';

/** Generates picture files for tests. */

const COLOR_TYPE = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;

/** Encodes a PNG from samples [height, width, channels] of 8 or 16 bits. */
export function png(
  width: number,
  height: number,
  channels: 1 | 2 | 3 | 4,
  samples: ArrayLike<number>,
  bits: 8 | 16 = 8,
): Buffer {
  const bytesPerRow = (width * channels * bits) / 8;
  const raw = Buffer.alloc(height * (bytesPerRow + 1));
  for (let i = 0; i < width * height * channels; i++) {
    const row = Math.floor(i / (width * channels));
    const at = row * (bytesPerRow + 1) + 1 + ((i % (width * channels)) * bits) / 8;
    if (bits === 8) raw[at] = samples[i] ?? 0;
    else raw.writeUInt16BE(samples[i] ?? 0, at);
  }
  return pngOf(width, height, COLOR_TYPE[channels], bits, deflateSync(raw));
}

/** Returns a small colour picture, different for every seed. */
export function somePicture(seed: number, size = 12): Buffer {
  const samples = boxStates(1, size * size * 3, seed).map((value) => value * size * Math.sqrt(3) * 255);
  return png(size, size, 3, samples);
}

/** Returns a tiny PNG that decodes to a black picture of any size. */
export function bomb(width: number, height: number): Buffer {
  // the pixel data ends early, which is noticed only when it is decoded
  return pngOf(width, height, 2, 8, deflateSync(Buffer.alloc(1 << 20)));
}

function pngOf(width: number, height: number, colorType: number, bits: number, data: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colorType], 8);
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Converts a picture to another format. */
export function converted(source: Buffer, format: 'jpeg' | 'webp' | 'bmp' | 'tiff' | 'pnm' | 'avif'): Buffer {
  const picture = new Transformer(source);
  switch (format) {
    case 'jpeg':
      return picture.jpegSync(98);
    case 'webp':
      return picture.webpLosslessSync();
    case 'bmp':
      return picture.bmpSync();
    case 'tiff':
      return picture.tiffSync();
    case 'pnm':
      return picture.pnmSync();
    case 'avif':
      return picture.avifSync({ quality: 100 });
  }
}

/** Adds an EXIF orientation, 1 to 8, to a JPEG. */
export function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.from('49492a000800000001001201030001000000ff00000000000000', 'hex');
  tiff[tiff.indexOf(0xff)] = orientation;
  const exif = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
  const segment = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, exif, jpeg.subarray(2)]);
}
