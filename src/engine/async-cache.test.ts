import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { cancelled, EngineError } from '#shared/errors';
import { AsyncCache } from './async-cache';

const never = new AbortController().signal;

it('computes a value once for a key, and again after it was evicted', async () => {
  const cache = new AsyncCache<number>(1);
  let made = 0;
  const make = () => Promise.resolve(++made);
  expect(await cache.get({ a: 1 }, make, never)).toBe(1);
  expect(await cache.get({ a: 1 }, make, never)).toBe(1);
  expect(await cache.get({ a: 2 }, make, never)).toBe(2);
  expect(await cache.get({ a: 1 }, make, never)).toBe(3);
});

it('does not fail a caller when another caller of the same key cancels', async () => {
  const cache = new AsyncCache<string>(1);
  const abort = new AbortController();
  const slow = async (signal: AbortSignal) => {
    await sleep(20);
    if (signal.aborted) throw cancelled();
    return 'made';
  };
  const first = cache.get('key', () => slow(abort.signal), abort.signal);
  const second = cache.get('key', () => slow(never), never);
  abort.abort();
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  expect(await second).toBe('made');
});

it('evicts the least recently used value first', async () => {
  const cache = new AsyncCache<number>(2);
  let made = 0;
  const get = (key: string) => cache.get(key, () => Promise.resolve(++made));
  expect([await get('a'), await get('b'), await get('a')]).toEqual([1, 2, 1]);
  expect([await get('c'), await get('a'), await get('b')]).toEqual([3, 1, 4]);
});

it('does not cache failures, and tries failed work again', async () => {
  const cache = new AsyncCache<number>();
  const fail = () => Promise.reject(new EngineError('internal', 'no luck'));
  await expect(cache.get('a', fail)).rejects.toThrow('no luck');
  expect(await cache.get('a', () => Promise.resolve(1))).toBe(1);
  expect(await cache.get('a', fail)).toBe(1);
  cache.get('b', fail).catch(() => undefined);
  expect(await cache.values()).toEqual([1]);
});
