import { expect, it } from 'vitest';
import { changedTo, redone, undoList, undone } from './undo-list';

it('goes back and forth, and forgets what was undone once something else is done', () => {
  const three = changedTo(changedTo(undoList('a'), 'b'), 'c');
  const back = undone(undone(three));
  expect(back.now).toBe('a');
  expect(undone(back)).toBe(back);
  expect(redone(back).now).toBe('b');
  const other = changedTo(redone(back), 'd');
  expect(redone(other)).toBe(other);
  expect(undone(undone(other)).now).toBe('a');
});
