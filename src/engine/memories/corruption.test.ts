import type { Corruption, Fill } from '#shared/setup';
import { encodeBase64 } from '#shared/base64';
import { describe, expect, it } from 'vitest';
import { corruptState } from './corruption';

/** Every kind of corruption, on a picture of 4 rows, 2 columns and 1 channel whose pixels are 0.05, 0.1, … 0.4. */

const shape = { height: 4, width: 2, channels: 1 };
const dim = 8;
const white = 1 / Math.sqrt(dim);
const pixels = Float32Array.from({ length: dim }, (_, i) => 0.05 * (i + 1) * white);
const mean = () => new Float64Array(dim).fill(0.5 * white);

function corrupted(corruption: Corruption, given: { fill?: Fill; clamp?: boolean; hasShape?: boolean } = {}) {
  const { fill = 'black', clamp = true, hasShape = true } = given;
  const state = pixels.slice();
  const options = { corruptions: [corruption], fill, clamp, seed: 3 };
  const clamped = corruptState(state, hasShape ? shape : null, options, 0, mean);
  const changed = [...state.keys()].filter((i) => state[i] !== pixels[i]);
  return { values: Array.from(state, (value) => value / white), changed, clamped: [...clamped] };
}

/** 1 for every coordinate but these. */
const allBut = (indices: readonly number[]) =>
  Array.from({ length: dim }, (_, i) => (indices.includes(i) ? 0 : 1));

describe('an occlusion', () => {
  it.each<[string, Corruption, number[]]>([
    ['the bottom half', { kind: 'side', side: 'bottom', fraction: 0.5 }, [4, 5, 6, 7]],
    ['the top quarter', { kind: 'side', side: 'top', fraction: 0.25 }, [0, 1]],
    ['the left half', { kind: 'side', side: 'left', fraction: 0.5 }, [0, 2, 4, 6]],
    ['the right half', { kind: 'side', side: 'right', fraction: 0.5 }, [1, 3, 5, 7]],
    ['a box, cut where the picture ends', { kind: 'box', x: 1, y: 2, width: 9, height: 9 }, [5, 7]],
    ['a mask, lowest bit first', { kind: 'mask', bits: encodeBase64(Uint8Array.of(0b10000001)) }, [0, 7]],
  ])('removes %s, and fixes the rest', (_, corruption, removed) => {
    const { values, changed, clamped } = corrupted(corruption);
    expect(changed).toEqual(removed);
    for (const i of removed) expect(values[i]).toBe(0);
    expect(clamped).toEqual(allBut(removed));
    expect(corrupted(corruption, { clamp: false }).clamped).toEqual(new Array(dim).fill(0));
  });

  it('takes the values of its fill', () => {
    const top = { kind: 'side', side: 'top', fraction: 0.25 } as const;
    for (const value of corrupted(top, { fill: 'mean' }).values.slice(0, 2))
      expect(value).toBeCloseTo(0.5, 6);
    const [first = NaN, second = NaN] = corrupted(top, { fill: 'noise' }).values;
    expect(first).not.toBe(second);
    for (const value of [first, second]) expect(value).toSatisfy((v: number) => v >= 0 && v < 1);
  });

  it('of a state without a shape takes it for one row, whose bottom is its right end', () => {
    const right = corrupted({ kind: 'side', side: 'right', fraction: 0.25 }, { hasShape: false });
    expect(right.changed).toEqual([6, 7]);
    const bottom = { kind: 'side', side: 'bottom', fraction: 0.25 } as const;
    expect(corrupted(bottom, { hasShape: false })).toEqual(right);
    const box = { kind: 'box', x: 0, y: 0, width: 1, height: 1 } as const;
    expect(() => corrupted(box, { hasShape: false })).toThrow('A box needs the shape of the pictures.');
  });

  it('that does not fit is refused', () => {
    expect(() => corrupted({ kind: 'box', x: 2, y: 0, width: 1, height: 1 })).toThrow(
      'lies outside pictures of 2x4',
    );
    expect(() => corrupted({ kind: 'mask', bits: encodeBase64(Uint8Array.of(1, 2)) })).toThrow(
      'holds 2 bytes',
    );
  });
});

it('noise changes every value and fixes none', () => {
  const { changed, clamped } = corrupted({ kind: 'noise', sigma: 0.1 });
  expect(changed).toHaveLength(dim);
  expect(clamped).toEqual(new Array(dim).fill(0));
});

it('a flip makes a fraction of the values white minus themselves, and fixes the others', () => {
  const { values, changed, clamped } = corrupted({ kind: 'flip', fraction: 0.25 });
  expect(changed).toHaveLength(2);
  for (const i of changed) expect(values[i]).toBeCloseTo(1 - 0.05 * (i + 1), 6);
  expect(clamped).toEqual(allBut(changed));
});
