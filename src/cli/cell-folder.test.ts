import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/support/cli';
import { CellFolder } from './cell-folder';

const folder = temporaryFolder();
const identity = { spec: { name: 'fig1', seed: 0 }, version: '1' };
const cell = {
  cell: 'D 30, β 10',
  rows: [{ a: 1e-9, b: null, c: 'ü' }],
  pictures: ['one'],
  pixels: { shape: [1, 1, 2, 3], data: Uint8Array.of(0, 1, 2, 253, 254, 255) },
};

it('returns cells unchanged, and only for the same identity', () => {
  const path = join(folder, 'same');
  new CellFolder(path, identity).add(cell);
  expect(new CellFolder(path, identity).read()).toEqual([cell]);
  expect(new CellFolder(path, { ...identity, version: '2' }).read()).toEqual([]);
  expect(new CellFolder(path, identity).read()).toEqual([]);
});

it('ignores a cell that was truncated while it was written', () => {
  const path = join(folder, 'cut');
  const cells = new CellFolder(path, identity);
  cells.add(cell);
  const name = readdirSync(path).find((file) => file.startsWith('cell-')) ?? '';
  writeFileSync(join(path, name), '{"cell":"D 30');
  expect(new CellFolder(path, identity).read()).toEqual([]);
  cells.remove();
  expect(existsSync(path)).toBe(false);
});
