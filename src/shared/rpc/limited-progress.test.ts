import { expect, it } from 'vitest';
import { limitedProgress } from './limited-progress';

it('passes on the first report of a stage, its end, and one in a tenth of a second', () => {
  const passed: string[] = [];
  let now = 0;
  const report = limitedProgress(
    ({ stage, done }) => passed.push(`${stage} ${String(done)}`),
    () => now,
  );
  for (let done = 0; done <= 25; done++, now += 10)
    report({ stage: 'Reading', done, total: 25, unit: 'files' });
  report({ stage: 'Descending', done: 0, total: 3, unit: 'steps' });
  report({ stage: 'Descending', done: 1, total: 3, unit: 'steps' });
  expect(passed).toEqual(['Reading 0', 'Reading 10', 'Reading 20', 'Reading 25', 'Descending 0']);
});
