import { expect, it } from 'vitest';
import { descentReport, preparedReport } from '../../../tests/support/scripted-run';
import { descentSummary, descentTitle } from './descend-summary';

it('says of each query and model where it ended, and whether that is a recall', () => {
  const report = { ...descentReport, device: { ...descentReport.device, reason: '' } };
  const lines = descentSummary(preparedReport, report, 2e6, ['run.npz']).split('\n');
  expect(lines).toEqual([
    '2 memories stored (D 2, 2x1 grey)',
    'query 0 (a.png corrupted): both models ended 0.000 apart',
    '  MrDAM  a.png, 0.000 away: recalled, at rest since step 1',
    '  DrDAM  a.png, 0.000 away: recalled, at rest since step 1',
    'query 1 (b.png corrupted): both models ended 0.000 apart',
    '  MrDAM  b.png, 0.000 away: frozen: φ·T is at its lower bound, so the gradient is 0',
    '  DrDAM  b.png, 0.000 away: recalled, at rest since step 1',
    'Recalled: MrDAM 1 of 2, DrDAM 2 of 2',
    'numbers stored: MrDAM 4, DrDAM 4',
    'MrDAM 100 ms, DrDAM 100 ms on CPU; 2.0 MB of memory',
    'wrote run.npz',
  ]);
});

it('titles a figure by the name of the set, without the features that MrDAM has not', () => {
  const withoutFeatures = descentTitle('/my pictures/set.zip', preparedReport, { projection: null }, 60);
  expect(withoutFeatures).toBe('set.zip   K 2   D 2   β 60');
});
