import { describe, expect, it } from 'vitest';
import { encodeNpyHeader, encodeNpyString, parseNpy } from './npy';

/** Files as numpy.save writes them, in base64: see the comment of each. */
const numpyFiles = {
  // numpy.arange(6, dtype='>i4').reshape(2, 3)
  bigEndian: npyFile(
    '>i4',
    'False',
    '(2, 3)',
    [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5],
  ),
  // numpy.asfortranarray(numpy.arange(6, dtype='u1').reshape(2, 3))
  fortran: npyFile('|u1', 'True', '(2, 3)', [0, 3, 1, 4, 2, 5]),
  // numpy.array([1, -2, 65504, numpy.inf, 5.96e-08], 'f2')
  halves: npyFile('<f2', 'False', '(5,)', [0x00, 0x3c, 0x00, 0xc0, 0xff, 0x7b, 0x00, 0x7c, 0x01, 0x00]),
  // numpy.array([-1, 2**40], 'i8')
  longs: npyFile('<i8', 'False', '(2,)', [255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 1, 0, 0]),
};

function npyFile(descr: string, order: string, shape: string, data: number[]): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const header = text.padEnd(117) + '\n';
  const start = `\x93NUMPY\x01\x00${String.fromCharCode(header.length)}\x00`;
  return new Uint8Array([...Buffer.from(start + header, 'latin1'), ...data]);
}

describe('parseNpy', () => {
  it('reads all byte orders, memory orders and number sizes', () => {
    expect(Array.from(parseNpy(numpyFiles.bigEndian, 'x').data)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(Array.from(parseNpy(numpyFiles.fortran, 'x').data)).toEqual([0, 1, 2, 3, 4, 5]);
    const halves = Array.from(parseNpy(numpyFiles.halves, 'x').data);
    expect(halves.slice(0, 4)).toEqual([1, -2, 65504, Infinity]);
    expect(halves[4]).toBeCloseTo(5.96e-8, 10);
    expect(Array.from(parseNpy(numpyFiles.longs, 'x').data)).toEqual([-1, 2 ** 40]);
  });

  it('reads arrays with an encoded header, without a copy where possible', () => {
    const header = encodeNpyHeader('f4', [2, 2]);
    expect(header.length % 64).toBe(0);
    const data = Float32Array.of(1, 2, 3, 4);
    const file = new Uint8Array(header.length + 16);
    file.set(header);
    file.set(new Uint8Array(data.buffer), header.length);
    const read = parseNpy(file, 'x');
    expect(read).toMatchObject({ shape: [2, 2], type: 'f4', data });
    expect(read.data.buffer).toBe(file.buffer);
    expect(parseNpy(file.subarray(0), 'x').shape).toEqual([2, 2]);
  });

  it.each([
    ['not an array', Uint8Array.of(1, 2, 3), 'not a .npy'],
    ['too short', numpyFiles.bigEndian.slice(0, -3), 'fewer numbers'],
    ['of objects', npyFile('|O', 'False', '(1,)', [0, 0]), 'type is not one of'],
    ['of strings', encodeNpyString('text'), 'type is not one of'],
  ])('names the file that is %s', (_, bytes, why) => {
    expect(() => parseNpy(bytes, 'M.npy')).toThrow('M.npy');
    expect(() => parseNpy(bytes, 'M.npy')).toThrow(why);
  });
});
