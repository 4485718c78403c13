/** One field of a message in protobuf's wire format. */
export interface Field {
  readonly number: number;
  /** The value of a varint, without bits past 2^53; 0 for any other wire type. */
  readonly value: number;
  /** [from, to) of a string, bytes, an embedded message or packed numbers; empty for anything else. */
  readonly from: number;
  readonly to: number;
}

/** Reads the fields of the message in bytes [from, to). Throws a RangeError where the bytes are not a message. */
export function* fieldsOf(bytes: Uint8Array, from = 0, to = bytes.length): Generator<Field> {
  let at = from;
  while (at < to) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    if (number === 0) throw new RangeError('a field has number 0');
    switch (tag % 8) {
      case 0:
        yield { number, value: varint(), from: at, to: at };
        break;
      case 1:
        skip(8);
        yield { number, value: 0, from: at, to: at };
        break;
      case 2: {
        const length = varint();
        skip(length);
        yield { number, value: 0, from: at - length, to: at };
        break;
      }
      case 5:
        skip(4);
        yield { number, value: 0, from: at, to: at };
        break;
      default:
        throw new RangeError(`a field has wire type ${String(tag % 8)}`);
    }
  }

  function varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      if (at >= to) break;
      const byte = bytes[at++] ?? 0;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
    throw new RangeError('a number does not end');
  }

  function skip(length: number): void {
    if (length > to - at) throw new RangeError('a field does not end');
    at += length;
  }
}
