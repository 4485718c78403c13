import { expect, it } from 'vitest';
import { defaultSettings } from '../domain/settings/settings';
import { History } from './history.svelte';

it('names what undo and redo would do, and begins anew with another set', () => {
  const history = new History();
  expect([history.undoes, history.redoes]).toEqual([null, null]);
  history.change({ ...history.now, beta: 90 });
  history.change({ ...history.now, steps: 50 });
  expect([history.undoes, history.redoes]).toEqual(['50 steps', null]);
  history.undo();
  expect([history.undoes, history.redoes]).toEqual(['β 90', '50 steps']);
  history.begin(defaultSettings);
  expect([history.undoes, history.redoes]).toEqual([null, null]);
});

it('returns the settings that were valid before each change', () => {
  const history = new History();
  const first = history.now;
  const next = { ...first, beta: 90 };
  expect(history.change(next)).toBe(first);
  expect(history.undo()).toBe(next);
  expect(history.redo()).toBe(first);
  expect(history.now).toBe(next);
});
