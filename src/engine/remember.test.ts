import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { cancelled, EngineError } from '#shared/errors';
import { Each, Latest } from './remember';

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

it('Each tries again what failed, and gives what was made', async () => {
  const each = new Each<string, number>();
  const fail = () => Promise.reject(new EngineError('internal', 'no luck'));
  await expect(each.get('a', fail)).rejects.toThrow('no luck');
  expect(await each.get('a', () => Promise.resolve(1))).toBe(1);
  expect(await each.get('a', fail)).toBe(1);
  each.get('b', fail).catch(() => undefined);
  expect(await each.made()).toEqual([1]);
});
