import { z } from 'zod';
import { EngineError, invariant } from '../errors';

/**
 * Named arrays with a small JSON description, in one block of bytes. All bulk data crosses process boundaries
 * in frames; control messages stay small.
 *
 * Layout, little-endian: u32 magic, u32 call id, u32 sequence number, u32 header length, the header (JSON in
 * ASCII), then each array's bytes at the next multiple of 8. The header is checked on arrival, the elements
 * are not.
 */
export interface Frame {
  readonly callId: number;
  /** The number of the frame within its call, from 0, by which gaps are detected. */
  readonly sequence: number;
  /** The method's metadata about the arrays, which the receiver parses by the method's `frame` schema. */
  readonly meta: unknown;
  readonly arrays: Readonly<Record<string, FrameArray>>;
}

/** An array in row-major order. The product of `shape` is the length of `data`. */
export interface FrameArray {
  readonly data: NumericArray;
  readonly shape: readonly number[];
}

/** The types of arrays that a frame can carry. */
export type NumericArray = Float32Array | Float64Array | Int32Array | Uint8Array;

const MAGIC = 0x31464e4d; // "MNF1"
const PREFIX_BYTES = 16;
const ALIGNMENT_BYTES = 8;

type ArrayType = 'f32' | 'f64' | 'i32' | 'u8';
const arrayTypes: Record<
  ArrayType,
  { BYTES_PER_ELEMENT: number; new (buffer: ArrayBufferLike, offset: number, length: number): NumericArray }
> = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u8: Uint8Array };

const Header = z.object({
  meta: z.unknown(),
  arrays: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['f32', 'f64', 'i32', 'u8']),
      shape: z.array(z.int().nonnegative()),
    }),
  ),
});

/**
 * Returns a frame as a new block of bytes, into which the arrays are copied.
 *
 * @throws EngineError if the length of an array differs from its shape.
 */
export function encodeFrame({ callId, sequence, meta, arrays }: Frame): Uint8Array {
  const entries = Object.entries(arrays);
  const header = toAscii({
    meta,
    arrays: entries.map(([name, { data, shape }]) => ({ name, type: typeOf(data), shape })),
  });
  let size = aligned(PREFIX_BYTES + header.length);
  const offsets = entries.map(([name, { data, shape }]) => {
    invariant(data.length === sizeOf(shape), `frame array ${name} fills its shape`);
    const offset = size;
    size = aligned(offset + data.byteLength);
    return offset;
  });

  const bytes = new Uint8Array(size);
  const prefix = new DataView(bytes.buffer);
  [MAGIC, callId, sequence, header.length].forEach((value, i) => {
    prefix.setUint32(4 * i, value, true);
  });
  for (let i = 0; i < header.length; i++) bytes[PREFIX_BYTES + i] = header.charCodeAt(i);
  entries.forEach(([, { data }], i) => {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offsets[i]);
  });
  return bytes;
}

/**
 * Returns the frame in a block of bytes. Its arrays are views onto `bytes`, or onto a copy where `bytes` is
 * not aligned in memory.
 *
 * @throws EngineError if the bytes are not a well-formed frame.
 */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.byteOffset % ALIGNMENT_BYTES !== 0) bytes = bytes.slice();
  const prefix = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < PREFIX_BYTES || prefix.getUint32(0, true) !== MAGIC) throw malformed();
  const headerLength = prefix.getUint32(12, true);
  if (PREFIX_BYTES + headerLength > bytes.length) throw malformed();
  const header = Header.safeParse(fromAscii(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + headerLength)));
  if (!header.success) throw malformed();

  const arrays: Record<string, FrameArray> = {};
  let offset = aligned(PREFIX_BYTES + headerLength);
  for (const { name, type, shape } of header.data.arrays) {
    const length = sizeOf(shape);
    const ArrayType = arrayTypes[type];
    const end = offset + length * ArrayType.BYTES_PER_ELEMENT;
    if (end > bytes.length) throw malformed();
    arrays[name] = { data: new ArrayType(bytes.buffer, bytes.byteOffset + offset, length), shape };
    offset = aligned(end);
  }
  return {
    callId: prefix.getUint32(4, true),
    sequence: prefix.getUint32(8, true),
    meta: header.data.meta,
    arrays,
  };
}

function typeOf(data: NumericArray): ArrayType {
  if (data instanceof Float32Array) return 'f32';
  if (data instanceof Float64Array) return 'f64';
  return data instanceof Int32Array ? 'i32' : 'u8';
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

/** Returns JSON in ASCII, so that one character is one byte in every runtime. */
function toAscii(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function fromAscii(bytes: Uint8Array): unknown {
  const chunks: string[] = [];
  const CHUNK = 8192; // characters per call of `fromCharCode`, whose arguments are on the stack
  for (let i = 0; i < bytes.length; i += CHUNK) {
    chunks.push(String.fromCharCode(...bytes.subarray(i, i + CHUNK)));
  }
  try {
    return JSON.parse(chunks.join(''));
  } catch (error) {
    throw malformed(error);
  }
}

function malformed(cause?: unknown): EngineError {
  return new EngineError('bad-request', 'A frame arrived malformed.', '', { cause });
}
