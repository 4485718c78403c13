import { expect, it } from 'vitest';
import type { Corruption } from '#shared/setup';
import { describeCorruptions } from './corruption-text';

const describe = (...corruptions: Corruption[]) =>
  describeCorruptions({ corruptions, fill: 'mean', clamp: true });

it('says what is missing, and what fills it where something is', () => {
  expect(describe()).toBe('nothing missing');
  expect(describe({ kind: 'side', side: 'left', fraction: 0.666 })).toBe(
    'left 67\u2009% missing, filled with mean',
  );
  expect(describe({ kind: 'noise', sigma: 0.1 }, { kind: 'flip', fraction: 0.05 })).toBe(
    'noise 0.1, 5\u2009% flipped',
  );
  expect(
    describe(
      { kind: 'box', x: 0, y: 0, width: 8, height: 4 },
      { kind: 'mask', bits: '' },
      { kind: 'noise', sigma: 0.2 },
    ),
  ).toBe('box 8\u2009×\u20094 missing, brushed pixels missing, noise 0.2, filled with mean');
});
