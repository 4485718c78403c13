import { expect, it } from 'vitest';
import { never } from '../../../tests/support/descents';
import type { PictureSet } from '../images/picture-set';
import { PictureStates } from './picture-states';
import { LruRows } from './lru-rows';
import { SourceSet } from './source-set';

/** A set of `count` pictures of one pixel that tells what was loaded of it. */
function countedSet(count: number) {
  const loaded: number[] = [];
  const pictures: PictureSet = {
    items: Array.from({ length: count }, (_, i) => ({
      name: String(i),
      className: null,
      format: 'png',
      width: 1,
      height: 1,
      isColor: false,
    })),
    skipped: [],
    preferredBatch: 2,
    load: (index) => {
      loaded.push(index);
      return Promise.resolve(Float32Array.of(index));
    },
  };
  return { set: new SourceSet(pictures), loaded };
}

const shape = { height: 1, width: 1, channels: 1 } as const;
const options = { signal: never, onProgress: () => undefined };

function statesOf(count: number, budgetBytes: number) {
  const { set, loaded } = countedSet(count);
  const pictures = new PictureStates(set, shape, new LruRows(budgetBytes));
  return {
    take: async (...order: number[]) => {
      loaded.length = 0;
      const { states } = await pictures.load(order, order.length, options);
      return { states: [...states], loaded: [...loaded] };
    },
  };
}

it('loads each picture once, in whatever order and combination it is requested', async () => {
  const { take } = statesOf(8, 2 ** 20);
  expect(await take(3, 1, 2)).toEqual({ states: [3, 1, 2], loaded: [3, 1, 2] });
  expect(await take(3, 1)).toEqual({ states: [3, 1], loaded: [] });
  expect(await take(2, 5, 3)).toEqual({ states: [2, 5, 3], loaded: [5] });
  expect(await take(1, 5, 2, 3)).toEqual({ states: [1, 5, 2, 3], loaded: [] });
});

it('caches no more rows besides the stored ones than the budget allows', async () => {
  const { take } = statesOf(8, 4 * Float32Array.BYTES_PER_ELEMENT);
  await take(0, 1, 2, 3);
  expect((await take(4, 5)).states).toEqual([4, 5]);
  const { loaded } = await take(0, 1, 2, 3);
  expect(loaded).toHaveLength(2);
});

it('keeps what a cancelled call has loaded', async () => {
  const { set, loaded } = countedSet(8);
  const pictures = new PictureStates(set, shape, new LruRows(2 ** 20));
  const stop = new AbortController();
  const call = pictures.load([0, 1, 2, 3, 4, 5], 6, {
    signal: stop.signal,
    onProgress: ({ done }) => {
      if (done === 4) stop.abort();
    },
  });
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  loaded.length = 0;
  await pictures.load([0, 1, 2, 3, 4, 5], 6, options);
  expect(loaded).toEqual([4, 5]);
});
