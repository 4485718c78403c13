import { expect, it } from 'vitest';
import { parsePanels } from './panels.svelte';

it('keeps sizes that an earlier version stored', () => {
  const stored = { bank: { size: 320, isHidden: false }, strip: { size: 200, isHidden: true } };
  expect(parsePanels(JSON.stringify(stored))).toEqual({
    memories: stored.bank,
    settings: { size: null, isHidden: false },
    timeline: stored.strip,
  });
});

it('has defaults for a first start', () => {
  expect(parsePanels(null).timeline).toEqual({ size: null, isHidden: false });
});
