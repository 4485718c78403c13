import { EngineError, invariant } from '../errors';

/**
 * The numbers of an array in NumPy's .npy format, versions 1 to 3:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export type NpyArray =
  Float32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array;

/** An array that was read from a .npy file. */
export interface Npy {
  /** In C order, whatever the file's order is. 64-bit integers become float64, and halves become float32. */
  readonly data: NpyArray;
  readonly shape: readonly number[];
  /** The file's element type without its byte order: "f4", "u1", "b1". */
  readonly type: string;
}

const MAGIC = '\x93NUMPY';
/** The number of bytes that `isNpy` needs. */
export const NPY_MAGIC_BYTES = MAGIC.length;

/** Returns whether a file that begins with these bytes is a .npy file. */
export function isNpy(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, NPY_MAGIC_BYTES)) === MAGIC;
}

const MAX_HEADER_BYTES = 1 << 16;

interface ElementType {
  readonly bytes: number;
  /** The type of a view, which avoids a copy where the data is little-endian and aligned. */
  readonly view?: new (buffer: ArrayBufferLike, offset: number, length: number) => NpyArray;
  readonly make: (length: number) => NpyArray;
  readonly read: (from: DataView, offset: number, little: boolean) => number;
}

const elementTypes: Record<string, ElementType> = {
  b1: { bytes: 1, view: Uint8Array, make: (n) => new Uint8Array(n), read: (d, o) => d.getUint8(o) },
  u1: { bytes: 1, view: Uint8Array, make: (n) => new Uint8Array(n), read: (d, o) => d.getUint8(o) },
  u2: { bytes: 2, view: Uint16Array, make: (n) => new Uint16Array(n), read: (d, o, l) => d.getUint16(o, l) },
  u4: { bytes: 4, view: Uint32Array, make: (n) => new Uint32Array(n), read: (d, o, l) => d.getUint32(o, l) },
  u8: { bytes: 8, make: (n) => new Float64Array(n), read: (d, o, l) => Number(d.getBigUint64(o, l)) },
  i1: { bytes: 1, view: Int8Array, make: (n) => new Int8Array(n), read: (d, o) => d.getInt8(o) },
  i2: { bytes: 2, view: Int16Array, make: (n) => new Int16Array(n), read: (d, o, l) => d.getInt16(o, l) },
  i4: { bytes: 4, view: Int32Array, make: (n) => new Int32Array(n), read: (d, o, l) => d.getInt32(o, l) },
  i8: { bytes: 8, make: (n) => new Float64Array(n), read: (d, o, l) => Number(d.getBigInt64(o, l)) },
  f2: { bytes: 2, make: (n) => new Float32Array(n), read: (d, o, l) => halfToNumber(d.getUint16(o, l)) },
  f4: {
    bytes: 4,
    view: Float32Array,
    make: (n) => new Float32Array(n),
    read: (d, o, l) => d.getFloat32(o, l),
  },
  f8: {
    bytes: 8,
    view: Float64Array,
    make: (n) => new Float64Array(n),
    read: (d, o, l) => d.getFloat64(o, l),
  },
};

/** The header of a .npy file. */
export interface NpyHeader {
  readonly shape: readonly number[];
  /** The element type, as in `Npy`. */
  readonly type: string;
  readonly bytesPerNumber: number;
  /** The byte at which the numbers begin. */
  readonly start: number;
  readonly isLittle: boolean;
  readonly isColumnMajor: boolean;
}

/** The first bytes of a file that hold its header in any case. */
export const NPY_MAX_HEADER_BYTES = 12 + MAX_HEADER_BYTES;

/**
 * Returns the header of a .npy file. `bytes` holds the file's first NPY_MAX_HEADER_BYTES or all of it; `name`
 * is the file or member, for messages.
 *
 * @throws EngineError if it is not a .npy file, its header is incomplete, or its element type is not
 * supported.
 */
export function parseNpyHeader(bytes: Uint8Array, name: string): NpyHeader {
  const fail = (why: string) => malformedArrayError(name, why);
  if (bytes.length < 12 || ascii(bytes, 0, 6) !== MAGIC) throw fail('this is not a .npy array');
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWide = header.getUint8(6) >= 2;
  const headerStart = isWide ? 12 : 10;
  const headerBytes = isWide ? header.getUint32(8, true) : header.getUint16(8, true);
  const start = headerStart + headerBytes;
  if (headerBytes > MAX_HEADER_BYTES || start > bytes.length) throw fail('its header is incomplete');

  const text = ascii(bytes, headerStart, headerBytes);
  const descr = /'descr':\s*'([<>|=])(\w\d+)'/.exec(text);
  const order = /'fortran_order':\s*(True|False)/.exec(text);
  const dims = /'shape':\s*\(([\d,\s]*)\)/.exec(text);
  const type = descr?.[2] && elementTypes[descr[2]];
  if (!type || !order || dims?.[1] === undefined) {
    throw fail(`its type is not one of ${Object.keys(elementTypes).join(', ')}`);
  }
  const shape = dims[1]
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  return {
    shape,
    type: descr[2] ?? '',
    bytesPerNumber: type.bytes,
    start,
    isLittle: descr[1] !== '>',
    isColumnMajor: order[1] === 'True' && shape.length > 1,
  };
}

/**
 * Returns `length` numbers from `bytes[offset]` on, in the file's order: a view onto `bytes` where that is
 * possible.
 */
export function readNpyNumbers(
  { type, isLittle }: NpyHeader,
  bytes: Uint8Array,
  offset: number,
  length: number,
): NpyArray {
  const element = elementTypes[type];
  invariant(element, 'the header has a known type');
  const from = bytes.byteOffset + offset;
  if (element.view && (isLittle || element.bytes === 1)) {
    const aligned = from % element.bytes === 0;
    const source = aligned ? bytes.buffer : bytes.slice(offset, offset + length * element.bytes).buffer;
    return new element.view(source, aligned ? from : 0, length);
  }
  const data = element.make(length);
  const view = new DataView(bytes.buffer, from, length * element.bytes);
  for (let i = 0; i < length; i++) data[i] = element.read(view, i * element.bytes, isLittle);
  return data;
}

/**
 * Returns the array of a .npy file, which may be a view onto `bytes`. `name` is the file or member, for
 * messages.
 *
 * @throws EngineError if the file is malformed, ends early or has an element type that is not supported.
 */
export function parseNpy(bytes: Uint8Array, name: string): Npy {
  const header = parseNpyHeader(bytes, name);
  const { shape, type, start, bytesPerNumber } = header;
  const length = shape.reduce((product, size) => product * size, 1);
  if (start + length * bytesPerNumber > bytes.length) throw malformedArrayError(name, TOO_SHORT);
  const data = readNpyNumbers(header, bytes, start, length);
  return { data: header.isColumnMajor ? toRowMajor(data, shape, type) : data, shape, type };
}

/** Why an array that ends early cannot be used, as a phrase for `malformedArrayError`. */
export const TOO_SHORT = 'it holds fewer numbers than its shape says';

/** Returns the error of an array file that cannot be used. `why` is a phrase. */
export function malformedArrayError(name: string, why: string): EngineError {
  return new EngineError('bad-input', `${name}: ${why}.`, 'Write it again with numpy.save.');
}

/** Returns all bytes of a .npy file that precede its numbers, for little-endian data in C order. */
export function encodeNpyHeader(
  type: 'f4' | 'f8' | 'i4' | 'u1' | 'b1',
  shape: readonly number[],
): Uint8Array {
  return encodedHeader(`${type === 'u1' || type === 'b1' ? '|' : '<'}${type}`, shape);
}

/** Returns a 0-d array of one string, as NumPy saves `numpy.array("…")`. */
export function encodeNpyString(text: string): Uint8Array {
  const points = Array.from(text, (c) => c.codePointAt(0) ?? 0);
  const header = encodedHeader(`<U${String(Math.max(points.length, 1))}`, []);
  const bytes = new Uint8Array(header.length + 4 * Math.max(points.length, 1));
  bytes.set(header);
  const view = new DataView(bytes.buffer, header.length);
  points.forEach((point, i) => {
    view.setUint32(4 * i, point, true);
  });
  return bytes;
}

function encodedHeader(descr: string, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${String(shape[0])},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // the format requires that the data starts at a multiple of 64 bytes, after a newline
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const text = `${MAGIC}\x01\x00??${dictionary.padEnd(length - 11)}\n`;
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  return bytes;
}

function toRowMajor(source: NpyArray, shape: readonly number[], type: string): NpyArray {
  const target = elementTypes[type]?.make(source.length) ?? new Float64Array();
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  const index = shape.map(() => 0);
  for (let i = 0; i < target.length; i++) {
    target[i] = source[index.reduce((sum, at, axis) => sum + at * (strides[axis] ?? 0), 0)] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      index[axis] = next < (shape[axis] ?? 0) ? next : 0;
      if (index[axis] !== 0) break;
    }
  }
  return target;
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function ascii(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}
