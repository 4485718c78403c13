import { afterAll, beforeAll, expect, it } from 'vitest';
import { mulberry, never } from '../../../tests/support/descents';
import { Runtime } from '../graphs/runtime';
import { PlaneWaveSum } from './plane-waves';

let host: Runtime;
beforeAll(async () => {
  host = await Runtime.start('cpu');
});
afterAll(() => host.dispose());

/** Frequencies in cycles per point: a grid may be as coarse as it likes, or so fine that all waves err in one direction. */
const [COARSE, FINE] = [3, 1e-4];

it.each([
  [2, COARSE],
  [3, COARSE],
  [16, COARSE],
  [41, COARSE],
  [150, COARSE],
  [33, FINE],
  [64, FINE],
])('are what they are one by one, on a grid of %i, up to %f cycles per point', async (size, fastest) => {
  const random = mulberry(size);
  const numWaves = 400;
  const some = (spread: number) => Float64Array.from({ length: numWaves }, () => spread * (random() - 0.5));
  const waves = {
    amplitude: Float32Array.from(some(2)),
    phase: some(9),
    a: some(2 * fastest),
    b: some(2 * fastest),
  };
  // a frequency of zero, one of the grid's own, and just below zero, which rounds up to a whole turn
  [waves.a[0], waves.a[1], waves.a[2]] = [0, 1, -1e-18];
  const sum = new PlaneWaveSum(size);
  sum.add(waves, 0, 100);
  sum.add(waves, 100, numWaves);
  const values = await sum.values(host, never);

  const total = waves.amplitude.reduce((all, amplitude) => all + Math.abs(amplitude), 0);
  for (let k = 0; k < 60; k++) {
    const at = (k * 7919) % (size * size);
    const m = (at % size) - Math.floor(size / 2);
    const n = Math.floor(at / size) - Math.floor(size / 2);
    let direct = 0;
    waves.amplitude.forEach((amplitude, j) => {
      const cycles = (waves.phase[j] ?? 0) + (waves.a[j] ?? 0) * m + (waves.b[j] ?? 0) * n;
      direct += amplitude * Math.cos(2 * Math.PI * cycles);
    });
    expect(Math.abs((values[at] ?? NaN) - direct)).toBeLessThan(2e-8 * total);
  }
});
