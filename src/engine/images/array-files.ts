import type { SkippedFile } from '#shared/api';
import { EngineError } from '#shared/errors';
import type { Npy, NpyArray } from '#shared/files/npy';
import { parseNpy } from '#shared/files/npy';
import type { PictureShape } from '#shared/setup';
import { SAVE_IN_C_ORDER, openNpy } from '../files/npy-file';
import { MAX_FILE_BYTES, readFileBytes } from '../files/read-file';
import { unzip } from '../files/unzip';
import type { PictureArray } from './array-set';
import { contiguousPictures } from './array-set';

// This module reads array files as pictures: .npy and .npz, IDX (MNIST), and CIFAR-10 binary.

/**
 * The usual names of pictures and labels in .npz files, best first. Without them the first array that fits is
 * used.
 */
const PICTURE_NAMES = ['images', 'x', 'x_train', 'train_images', 'data', 'arr_0'];
const LABEL_NAMES = ['labels', 'y', 'y_train', 'train_labels', 'arr_1'];

/**
 * Opens a .npy array [n, H, W], [n, H, W, C] or [n, H W C] as pictures. In C order, the numbers stay in the
 * file until a picture is read. Types other than bytes and bool take one pass over the file, which finds the
 * value of white.
 * @throws EngineError `bad-input` if the shape or the values are not those of pictures.
 */
export async function picturesFromNpy(
  path: string,
  name: string,
  shape?: PictureShape,
): Promise<PictureArray> {
  const file = await openNpy(path);
  if (!file) {
    const bytes = await readFileBytes(path, MAX_FILE_BYTES, SAVE_IN_C_ORDER);
    return picturesFrom(parseNpy(bytes, name), 'npy', name, shape);
  }
  const { head, length } = file;
  const picture = pictureShape(head.shape, name, shape);
  const size = picture.height * picture.width * picture.channels;
  const range = new Range();
  if (!(head.type in WHITE_OF_TYPE)) {
    for (let first = 0; first < length; first += NUMBERS_PER_READ) {
      range.include(await file.numbers(first, Math.min(NUMBERS_PER_READ, length - first)));
    }
  }
  return {
    format: 'npy',
    count: length / size,
    read: (index) => file.numbers(index * size, size),
    shape: picture,
    white: WHITE_OF_TYPE[head.type] ?? range.white(name),
  };
}

const NUMBERS_PER_READ = 2 ** 20;

/**
 * Opens the array of pictures in a .npz file, with its labels if it has any. Arrays of a type that pictures do not
 * have are listed in `skipped`.
 * @throws EngineError `bad-input` if no array contains pictures or one is damaged, `too-large` if the file unpacks
 * to too much, `cancelled` if `signal` is aborted.
 */
export async function picturesFromNpz(
  bytes: Uint8Array,
  name: string,
  signal: AbortSignal,
  shape?: PictureShape,
): Promise<PictureArray> {
  const unpacked = await unzip(bytes, name, (member) => member.endsWith('.npy'), signal);
  const [damaged] = unpacked.skipped;
  if (damaged) {
    throw new EngineError(
      'bad-input',
      `${name}: ${damaged.path} cannot be read (${damaged.reason}).`,
      'Create or download it again.',
    );
  }
  const arrays = new Map<string, Npy>();
  const skipped: SkippedFile[] = [];
  for (const { name: member, bytes: content } of unpacked.files) {
    try {
      arrays.set(member.slice(0, -4), parseNpy(content, 'this array'));
    } catch (thrown) {
      if (!(thrown instanceof EngineError)) throw thrown;
      skipped.push({ path: member, reason: thrown.message.replace(/\.$/, '') });
    }
  }
  const pick = (names: readonly string[]) => names.map((n) => arrays.get(n)).find((array) => array);
  const pictures = pick(PICTURE_NAMES) ?? [...arrays.values()].find((array) => array.shape.length >= 3);
  if (!pictures) {
    const others = [...arrays.keys(), ...skipped.map(({ path, reason }) => `${path} (${reason})`)];
    throw new EngineError(
      'bad-input',
      `${name} contains no array of pictures, only ${others.join(', ') || 'other files'}.`,
      'Name the array "images", with shape [n, H, W] or [n, H, W, C].',
    );
  }
  const labels = pick(LABEL_NAMES);
  const set = { ...picturesFrom(pictures, 'npz', name, shape), skipped };
  return labels?.shape.length === 1 ? { ...set, labels: Array.from(labels.data, String) } : set;
}

function picturesFrom(array: Npy, format: string, name: string, shape?: PictureShape): PictureArray {
  const picture = pictureShape(array.shape, name, shape);
  const range = new Range();
  if (!(array.type in WHITE_OF_TYPE)) range.include(array.data);
  return {
    format,
    ...contiguousPictures(array.data, picture.height * picture.width * picture.channels),
    shape: picture,
    white: WHITE_OF_TYPE[array.type] ?? range.white(name),
  };
}

function pictureShape(shape: readonly number[], name: string, requested?: PictureShape): PictureShape {
  const [count = 0, ...rest] = shape;
  const size = rest.reduce((product, n) => product * n, 1);
  if (requested && requested.height * requested.width * requested.channels === size && count > 0)
    return requested;
  const [a = 0, b = 0, c = 0] = rest;
  if (!requested && shape.length === 4 && size > 0) return { height: a, width: b, channels: c };
  if (!requested && shape.length === 3 && size > 0) {
    // [H, W, 3] or [H, W, 4] is one colour picture, because pictures are never only three or four pixels wide
    if (b === 3 || b === 4) return { height: count, width: a, channels: b };
    return { height: a, width: b, channels: 1 };
  }
  if (!requested && shape.length === 2) {
    for (const channels of [1, 3]) {
      const side = Math.sqrt(a / channels);
      if (Number.isInteger(side)) return { height: side, width: side, channels };
    }
  }
  throw new EngineError(
    'bad-input',
    `${name} has shape [${shape.join(', ')}], which does not determine the shape of a picture.`,
    'Save it as [n, H, W] or [n, H, W, C], or set the shape H,W,C of a row.',
  );
}

const WHITE_OF_TYPE: Readonly<Record<string, number>> = { u1: 255, u2: 65535, b1: 1 };

/** Tracks the range of numbers, from which the value of white follows where their type does not tell it. */
class Range {
  #low = Infinity;
  #high = -Infinity;

  include(numbers: NpyArray): void {
    for (const value of numbers) {
      if (!Number.isFinite(value)) [this.#low, this.#high] = [NaN, NaN];
      if (value < this.#low) this.#low = value;
      if (value > this.#high) this.#high = value;
    }
  }

  white(name: string): number {
    const [low, high] = [this.#low, this.#high];
    if (Number.isNaN(low))
      throw new EngineError('bad-input', `${name} contains values that are not finite.`, 'Replace them.');
    if (low >= 0 && high <= 1) return 1;
    if (low >= 0 && high <= 255) return 255;
    throw new EngineError(
      'bad-input',
      `${name} contains values from ${String(low)} to ${String(high)}, which are not pixel values.`,
      'Scale them to 0…1 or 0…255, or load them as states with --memory-file.',
    );
  }
}

/** Returns whether the bytes are an IDX file of unsigned bytes [n, H, W] or [n, H, W, C], such as MNIST. */
export function isIdx(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8 && (bytes[3] === 3 || bytes[3] === 4);
}

/**
 * Opens an IDX file as pictures. `labels` are the bytes of its label file, if there is one.
 * @throws EngineError `bad-input` if the file ends early.
 */
export function picturesFromIdx(bytes: Uint8Array, name: string, labels?: Uint8Array): PictureArray {
  const sizes = idxSizes(bytes);
  const [count = 0, height = 0, width = 0, channels = 1] = sizes;
  const start = 4 + 4 * sizes.length;
  const length = count * height * width * channels;
  if (length === 0 || bytes.length < start + length) {
    throw new EngineError(
      'bad-input',
      `${name} ends early: it contains fewer pictures than its header states.`,
      'Download it again.',
    );
  }
  const set = {
    format: 'idx',
    ...contiguousPictures(bytes.subarray(start, start + length), height * width * channels),
    shape: { height, width, channels },
    white: 255,
  };
  const fits = labels?.[3] === 1 && idxSizes(labels)[0] === count;
  return fits ? { ...set, labels: Array.from(labels.subarray(8, 8 + count), String) } : set;
}

function idxSizes(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes[3] ?? 0 }, (_, i) => view.getUint32(4 + 4 * i));
}

const CIFAR_SIDE = 32;
const CIFAR_PIXELS = 3 * CIFAR_SIDE * CIFAR_SIDE;
const CIFAR_CLASSES = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');

/** Returns whether the bytes are CIFAR-10 records: a label below 10, then three planes of 1024 bytes each. */
export function isCifar(bytes: Uint8Array): boolean {
  const record = 1 + CIFAR_PIXELS;
  if (bytes.length === 0 || bytes.length % record !== 0) return false;
  for (let at = 0; at < bytes.length; at += record)
    if ((bytes[at] ?? 255) >= CIFAR_CLASSES.length) return false;
  return true;
}

/** Opens CIFAR-10 records as 32 x 32 RGB pictures with the names of their classes. */
export function picturesFromCifar(bytes: Uint8Array): PictureArray {
  const record = 1 + CIFAR_PIXELS;
  const count = bytes.length / record;
  const data: NpyArray = new Uint8Array(count * CIFAR_PIXELS);
  const labels: string[] = [];
  for (let i = 0; i < count; i++) {
    labels.push(CIFAR_CLASSES[bytes[i * record] ?? 0] ?? '');
    data.set(bytes.subarray(i * record + 1, (i + 1) * record), i * CIFAR_PIXELS);
  }
  const shape = { height: CIFAR_SIDE, width: CIFAR_SIDE, channels: 3 };
  return {
    format: 'cifar10',
    ...contiguousPictures(data, CIFAR_PIXELS),
    shape,
    isPlanar: true,
    white: 255,
    labels,
  };
}
