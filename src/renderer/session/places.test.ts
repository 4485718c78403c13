import { describe, expect, it } from 'vitest';
import { countOf, placeOf, withCount } from './places';

describe('places', () => {
  const some = { numMemories: 6, without: [1, 5, 9] };

  it('number what is stored', () => {
    expect(countOf(some)).toBe(4);
    expect([0, 1, 2, 3, 4].map((k) => placeOf(some, k))).toEqual([0, 2, 3, 4, undefined]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 12])(
    '%i of them are that many, and what was taken away stays away',
    (count) => {
      const next = withCount(some, count);
      expect(countOf(next)).toBe(count);
      expect(next.without).toEqual(some.without);
      expect(next.without).not.toContain(placeOf(next, count - 1));
    },
  );

  it('go on being drawn where queries were made from them', () => {
    const next = withCount(some, 2, 4);
    expect(next.numMemories).toBe(4);
    expect([countOf(next), placeOf(next, 0), placeOf(next, 1)]).toEqual([2, 0, 2]);
    expect(countOf(withCount(next, 3, 4))).toBe(3);
  });
});
