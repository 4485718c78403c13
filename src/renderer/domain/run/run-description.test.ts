import { expect, it } from 'vitest';
import { factsComments, factsLine } from '#shared/run-facts';
import { jobOf } from '../settings/job';
import { defaultSettings } from '../settings/settings';
import { describeRun, fileStem } from './run-description';

const prepared = { items: [{ name: 'a.png', className: null }], dim: 12_288 };
const description = describeRun('Emoji', { job: jobOf('sample:emoji', defaultSettings), prepared }, [
  { step: 120, kind: 'change', text: 'β 90' },
  { step: 130, kind: 'restart', text: 'engine restarted' },
]);

it('states the parameters of a run in a figure and in the comments of a table', () => {
  expect(factsLine(description.facts).replaceAll(/[\u00a0\u202f]/g, ' ')).toBe(
    'Emoji · K 1 · D 12 288 · β 60 · Y 180 000 · SinCos · seed 0 · α 0.1 · 300 steps · changed at step 120 (β 90)',
  );
  const comments = factsComments(description.facts);
  expect(comments).toContain('# beta: 60');
  expect(comments).toContain('# changed at step 120: β 90');
});

it.each([
  ['Emoji in colour', 'Emoji-in-colour-energy-c-beta60-Y180000'],
  ['../a:b|c*?"<d>. ', 'a-b-c-d-energy-c-beta60-Y180000'],
  ['写真.npz', '写真-npz-energy-c-beta60-Y180000'],
  ['', 'energy-c-beta60-Y180000'],
  ['x'.repeat(300), `${'x'.repeat(40)}-energy-c-beta60-Y180000`],
])('names a file of the set "%s" so that every system takes it', (set, stem) => {
  expect(fileStem({ ...description, set }, 'energy-c')).toBe(stem);
});
