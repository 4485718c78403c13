import { open } from 'node:fs/promises';
import { Transformer } from '@napi-rs/image';
import { imageSize } from 'image-size';
import { EngineError } from '#shared/errors';
import { MIB } from '#shared/units';
import { readFileBytes } from '../files/read-file';
import type { PictureFile, PictureInfo } from './decode-protocol';
import { findDamage } from './intact';
import type { RawPixels, TargetShape } from './pixels';
import { isTransposed, applyOrientation, toPixels } from './pixels';

// This module decodes one picture file. It runs in the decode helper only, because its input is untrusted.

const MAX_PIXELS = 100e6;
const MAX_SIDE = 16384;
const MAX_PICTURE_BYTES = 256 * MIB;
const HEADER_BYTES = 512 * 1024;

const READ_FORMATS = ['png', 'jpeg', 'webp', 'bmp', 'tiff', 'pnm', 'avif'];
const FORMAT_NAMES: Record<string, string> = { jpg: 'jpeg', heif: 'heic' };

/**
 * Reads the format and size from the header alone, so that no file over the limits is decoded.
 * @throws EngineError `bad-input` with the reason to skip the file.
 */
export async function inspectPicture(file: PictureFile): Promise<PictureInfo> {
  const head = await readHead(file);
  if (head.length === 0) throw skip('the file is empty');
  const { type, width, height, orientation } = sizeOf(head) ?? sizeOf(await readAll(file)) ?? {};
  if (type === undefined || width === undefined || height === undefined) {
    throw skip('this is not a picture in a supported format (PNG, JPEG, WebP, BMP, TIFF, PNM, AVIF)');
  }
  const format = FORMAT_NAMES[type] ?? type;
  if (!READ_FORMATS.includes(format)) {
    throw skip(`${format.toUpperCase()} is not supported; convert it to PNG or JPEG`);
  }
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
    throw skip(
      `${String(width)} x ${String(height)} pixels is over the limit of ${String(MAX_PIXELS / 1e6)} megapixels ` +
        `and ${String(MAX_SIDE)} a side`,
    );
  }
  const [displayWidth, displayHeight] = isTransposed(orientation ?? 1) ? [height, width] : [width, height];
  return { format, width: displayWidth, height: displayHeight, isColor: true };
}

/**
 * Decodes the whole file, discards the pixels, and returns what the file contains.
 * @throws EngineError `bad-input` with the reason to skip the file.
 */
export async function verifyPicture(file: PictureFile): Promise<PictureInfo> {
  const { format } = await inspectPicture(file);
  const { raw, orientation } = decode(await readAll(file));
  const [width, height] = isTransposed(orientation) ? [raw.height, raw.width] : [raw.width, raw.height];
  return { format, width, height, isColor: raw.channels >= 3 };
}

/**
 * Decodes a file to pixel values in [0, 1] of the target shape [height, width, channels].
 * @throws EngineError `bad-input` with the reason to skip the file.
 */
export async function loadPicture(file: PictureFile, target: TargetShape): Promise<Float32Array> {
  await inspectPicture(file);
  const { raw, orientation } = decode(await readAll(file));
  const stored = isTransposed(orientation)
    ? { ...target, width: target.height, height: target.width }
    : target;
  const pixels = applyOrientation(toPixels(raw, stored), stored, orientation);
  if (!pixels.every(Number.isFinite)) throw skip('it contains values that are not finite');
  return pixels;
}

function decode(bytes: Uint8Array): { raw: RawPixels; orientation: number } {
  const damage = findDamage(bytes);
  if (damage !== undefined) throw skip(`it is damaged: ${damage}`);
  try {
    const picture = new Transformer(bytes);
    // read the pixels first, because reading the metadata first would decode a second copy
    const data = picture.rawPixelsSync();
    const { width, height, colorType, orientation } = picture.metadataSync(true);
    return { raw: { width, height, ...layoutOf(data, colorType) }, orientation: orientation ?? 1 };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.replace(/\.$/, '') : 'unknown cause';
    if (reason.includes('Memory limit')) throw skip('its pixels take more memory than the limit', thrown);
    throw skip(`it is damaged: it cannot be decoded (${reason})`, thrown);
  }
}

/**
 * Describes pixels by their colour type, a number in the decoder's order: L8, La8, Rgb8, Rgba8, L16, La16,
 * Rgb16, Rgba16, Rgb32F, Rgba32F.
 */
function layoutOf(data: Buffer, colorType: number): Pick<RawPixels, 'channels' | 'data' | 'white'> {
  const channels = ([1, 2, 3, 4, 1, 2, 3, 4, 3, 4] as const)[colorType];
  if (channels === undefined) throw skip(`its pixel format (${String(colorType)}) is not supported`);
  if (colorType < 4) return { channels, data, white: 255 };
  const [buffer, start] =
    data.byteOffset % 4 === 0 ? [data.buffer, data.byteOffset] : [Uint8Array.from(data).buffer, 0];
  return colorType < 8
    ? { channels, data: new Uint16Array(buffer, start, data.length / 2), white: 65535 }
    : { channels, data: new Float32Array(buffer, start, data.length / 4), white: 1 };
}

function sizeOf(bytes: Uint8Array) {
  try {
    return imageSize(bytes);
  } catch {
    return undefined; // not an error here: the caller reports that the file is not a picture
  }
}

async function readHead(file: PictureFile): Promise<Uint8Array> {
  if ('bytes' in file) return file.bytes;
  const handle = await open(Buffer.from(file.path), 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function readAll(file: PictureFile): Promise<Uint8Array> {
  return 'bytes' in file ? file.bytes : readFileBytes(Buffer.from(file.path), MAX_PICTURE_BYTES);
}

function skip(reason: string, cause?: unknown): EngineError {
  return new EngineError('bad-input', reason, '', { cause });
}
