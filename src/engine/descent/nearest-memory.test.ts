import { describe, expect, it } from 'vitest';
import { Random, Stream } from '../memories/random';
import { rowsInMemory } from '../memories/row-source';
import { placesOf } from './nearest-memory';

const never = new AbortController().signal;

describe('the basin of a state', () => {
  const three = Float32Array.from([0, 0, 1, 0, 0, 4]); // at 0, 1 to the right, 4 up
  it.each([
    { state: [0.4, 0], nearest: 0, basin: 0 },
    { state: [0.6, 0], nearest: 1, basin: 1 },
    { state: [0.3, 0.41], nearest: 0, basin: -1 },
    { state: [0, 2.1], nearest: 2, basin: 2 },
    { state: [0, 1.9], nearest: 0, basin: -1 },
  ])('at $state: nearest $nearest, basin $basin', async ({ state, nearest, basin }) => {
    const free = { beta: 1, clamped: new Uint8Array(2) };
    const [place] = await placesOf(Float32Array.from(state), rowsInMemory(three, 2), free, never);
    expect(place).toMatchObject({ index: nearest, basin });
  });

  it('is not narrowed by a copy of its memory, which counts with it', async () => {
    const copies = Float32Array.from([0, 0, 3, 0, 0, 0]);
    const free = { beta: 1, clamped: new Uint8Array(2) };
    const [place] = await placesOf(Float32Array.from([1, 0]), rowsInMemory(copies, 2), free, never);
    expect(place).toMatchObject({ index: 0, basin: 0 });
    const weights = [2 * Math.exp(-1 / 2), Math.exp(-4 / 2)];
    const sum = weights.reduce((a, b) => a + b);
    expect(place?.shares.map(({ memory }) => memory)).toEqual([0, 1]);
    place?.shares.forEach(({ share }, i) => {
      expect(share).toBeCloseTo((weights[i] ?? NaN) / sum, 12);
    });
  });
});

it.each([1, 40, 600])('shares and slope are those of the softmax at beta %d', async (beta) => {
  const [numMemories, dim] = [30, 50];
  const random = new Random(7, Stream.patterns);
  const draw = (length: number) => Float32Array.from({ length }, () => random.uniform());
  const [memories, state] = [draw(numMemories * dim), draw(dim)];
  const clamped = Uint8Array.from({ length: dim }, (_, i) => (i < 20 ? 1 : 0));
  const [place] = await placesOf(state, rowsInMemory(memories, dim), { beta, clamped }, never);

  const rows = Array.from({ length: numMemories }, (_, k) => memories.subarray(k * dim, (k + 1) * dim));
  const squares = rows.map((row) => row.reduce((sum, value, i) => sum + (value - (state[i] ?? NaN)) ** 2, 0));
  const least = Math.min(...squares);
  const weights = squares.map((square) => Math.exp((-beta / 2) * (square - least)));
  const total = weights.reduce((a, b) => a + b);
  const shares = weights.map((weight) => weight / total);
  const largest = [...shares].sort((a, b) => b - a);
  place?.shares.forEach(({ memory, share }, i) => {
    expect(share).toBeCloseTo(shares[memory] ?? NaN, 10);
    expect(share).toBeCloseTo(largest[i] ?? NaN, 10);
  });
  const slopes = Array.from(state, (value, i) => {
    const mean = rows.reduce((sum, row, k) => sum + (shares[k] ?? 0) * (row[i] ?? 0), 0);
    return clamped[i] ? 0 : value - mean;
  });
  expect(place?.slope).toBeCloseTo(Math.hypot(...slopes), 6);
});
