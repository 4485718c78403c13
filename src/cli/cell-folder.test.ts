import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/support/cli';
import { CellFolder } from './cell-folder';

const folder = temporaryFolder();
const title = { spec: { name: 'fig1', seed: 0 }, version: '1' };
const cell = {
  cell: 'D 30, β 10',
  rows: [{ a: 1e-9, b: null, c: 'ü' }],
  pictures: ['one'],
  pixels: { shape: [1, 1, 2, 3], data: Uint8Array.of(0, 1, 2, 253, 254, 255) },
};

it('cells come back as they were, for the same title alone', () => {
  const path = join(folder, 'same');
  new CellFolder(path, title).add(cell);
  expect(new CellFolder(path, title).read()).toEqual([cell]);
  expect(new CellFolder(path, { ...title, version: '2' }).read()).toEqual([]);
  expect(new CellFolder(path, title).read()).toEqual([]);
});

it('a cell that was cut off while it was written is not there', () => {
  const path = join(folder, 'cut');
  const kept = new CellFolder(path, title);
  kept.add(cell);
  const name = readdirSync(path).find((file) => file.startsWith('cell-')) ?? '';
  writeFileSync(join(path, name), '{"cell":"D 30');
  expect(new CellFolder(path, title).read()).toEqual([]);
  kept.remove();
  expect(existsSync(path)).toBe(false);
});
