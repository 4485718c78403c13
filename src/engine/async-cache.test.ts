import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { cancelled, EngineError } from '#shared/errors';
import { Each, Latest, Recent } from './async-cache';

const never = new AbortController().signal;

describe('Latest', () => {
  it('makes a value once for a key, and again when the key changes', async () => {
    const latest = new Latest<number>();
    let made = 0;
    const make = () => Promise.resolve(++made);
    expect(await latest.get({ a: 1 }, never, make)).toBe(1);
    expect(await latest.get({ a: 1 }, never, make)).toBe(1);
    expect(await latest.get({ a: 2 }, never, make)).toBe(2);
  });

  it('does not let one caller’s cancel fail another who waits for the same value', async () => {
    const latest = new Latest<string>();
    const abort = new AbortController();
    const slow = async (signal: AbortSignal) => {
      await sleep(20);
      if (signal.aborted) throw cancelled();
      return 'made';
    };
    const first = latest.get('key', abort.signal, () => slow(abort.signal));
    const second = latest.get('key', never, () => slow(never));
    abort.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect(await second).toBe('made');
  });
});

it('Recent forgets what was asked for longest ago, and no more than it must', async () => {
  const recent = new Recent<number>();
  let made = 0;
  const get = (key: string, most: number) => recent.get(key, never, () => Promise.resolve(++made), most);
  expect([await get('a', 2), await get('b', 2), await get('a', 2)]).toEqual([1, 2, 1]);
  expect([await get('c', 2), await get('a', 2), await get('b', 2)]).toEqual([3, 1, 4]);
  expect([await get('b', 1), await get('a', 1)]).toEqual([4, 5]);
});

it('Each tries again what failed, and gives what was made', async () => {
  const each = new Each<string, number>();
  const fail = () => Promise.reject(new EngineError('internal', 'no luck'));
  await expect(each.get('a', fail)).rejects.toThrow('no luck');
  expect(await each.get('a', () => Promise.resolve(1))).toBe(1);
  expect(await each.get('a', fail)).toBe(1);
  each.get('b', fail).catch(() => undefined);
  expect(await each.made()).toEqual([1]);
});
