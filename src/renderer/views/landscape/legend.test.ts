import { expect, it } from 'vitest';
import { legendTicks } from './legend';

/** Labels of 6 px a character. */
const widthOf = (label: string) => 6 * label.length;
const labels = (low: number, cut: number, width: number) =>
  legendTicks({ low, cut, isoStep: 0.1 }, width, widthOf).map(({ label, x }) => `${label} at ${String(x)}`);

it('names energies at their places on the ramp, zero without decimals', () => {
  expect(labels(-1, 1, 400)).toEqual(['−1.0 at 0', '−0.5 at 100', '0 at 200', '0.5 at 300']);
});

it('leaves the right end to the label of the cut', () => {
  // 1.5 would end 3 px before the ramp does
  expect(labels(0, 1.6, 192)).not.toContain('1.5 at 180');
  expect(labels(0, 2, 400)).not.toContain('2.0 at 400');
});

it('leaves out numbers that would touch on a narrow ramp', () => {
  const ticks = legendTicks({ low: -1000, cut: 1000, isoStep: 50 }, 60, widthOf);
  ticks.slice(1).forEach(({ label, x }, i) => {
    const before = ticks[i];
    expect(x - widthOf(label) / 2).toBeGreaterThanOrEqual(
      (before?.x ?? 0) + widthOf(before?.label ?? '') / 2,
    );
  });
  expect(ticks.map(({ label }) => label)).toEqual(['−1000', '0']);
});
