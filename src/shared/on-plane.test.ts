import { expect, it } from 'vitest';
import { isOnPlane } from './on-plane';
import { mrdam, rowsOf } from '../../tests/support/reference';

it('takes an offset by what it costs in energy beside the heights shown', () => {
  const memories = Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0);
  const shownHeight = 0.02;
  for (const beta of [60, 120]) {
    const energyAt = (offPlane: number) => mrdam(rowsOf(memories, 3), [0, 0, offPlane], beta).energy;
    for (const offPlane of [0, 0.03, 0.04, 0.05, 0.14]) {
      const cost = (energyAt(offPlane) - energyAt(0)) / shownHeight;
      expect(isOnPlane(offPlane, shownHeight), `${String(offPlane)} at beta ${String(beta)}`).toBe(
        cost <= 0.05,
      );
    }
  }
});
