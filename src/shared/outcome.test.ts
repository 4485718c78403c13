import { expect, it } from 'vitest';
import { descentReport } from '../../tests/support/scripted-run';
import { blendText, classifyOutcome } from './outcome';

const outcome = descentReport.models.drdam;
if (!outcome) throw new Error('the report has DrDAM');

it('is told from where the last state is', () => {
  const at = (changes: Partial<typeof outcome>, target?: number) =>
    classifyOutcome({ ...outcome, ...changes }, 0, target);
  expect(at({}, 0)).toBe('recalled');
  expect(at({})).toBe('recalled');
  expect(at({ errors: [0.3] }, 1)).toBe('wrong-memory');
  expect(at({ errors: [0.3] }, -1)).toBe('wrong-memory'); // made from a picture that is not stored
  expect(at({ errors: [0] }, 1)).toBe('recalled'); // memory 1 is a copy of memory 0
  expect(at({ places: ['blend'] }, 0)).toBe('blended');
  expect(at({ places: ['elsewhere'] }, 0)).toBe('no-basin');
  expect(at({ clipped: [true] }, 0)).toBe('frozen');
  expect(at({ stopped: [3], clipped: [true] }, 0)).toBe('diverged');
});

it('is told from the basin in reports of before', () => {
  const before = { ...outcome, places: [], shares: [] };
  expect(classifyOutcome(before, 0, 0)).toBe('recalled');
  expect(classifyOutcome({ ...before, basins: [-1] }, 0, 0)).toBe('no-basin');
});

it('names the memories of a blend and their shares', () => {
  const shares = [0.62, 0.33, 0.04].map((share, memory) => ({ memory, share }));
  const text = blendText({ ...outcome, shares: [shares] }, 0, (memory) => `picture ${String(memory)}`);
  expect(text).toBe('62 % picture 0, 33 % picture 1');
});
