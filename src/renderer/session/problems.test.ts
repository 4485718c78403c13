import { describe, expect, it } from 'vitest';
import { EngineError } from '#shared/errors';
import type { Notice } from '#shared/progress';
import { reportingOptions } from './call-options';
import type { Problem } from '../domain/problem';
import { noticeProblem, problemOf } from './problems';

const notice = (id: string, summary: string, tip?: string): Notice => ({
  id,
  severity: 'warning',
  summary,
  ...(tip !== undefined && { tip }),
});

describe('a failure', () => {
  it('is what happened as a title, and why and what to do as a text', () => {
    const error = new EngineError('too-large', 'It is too large: 2 GiB, at most 1 GiB.', 'Lower Y.');
    expect(problemOf('failed', 'bar', error)).toMatchObject({
      title: 'It is too large.',
      text: '2 GiB, at most 1 GiB. Lower Y.',
    });
  });

  it('begins its reason with a capital letter, unless that is the name of a file', () => {
    const textOf = (message: string) => problemOf('x', 'bar', new EngineError('bad-input', message)).text;
    expect(textOf('It is damaged: the file ends early.')).toBe('The file ends early.');
    expect(textOf('It is damaged: cat.png, dog.png.')).toBe('cat.png, dog.png.');
  });

  it('without a reason keeps its sentence', () => {
    const error = new EngineError('internal', 'Something is wrong.', 'Try again.');
    expect(problemOf('x', 'bar', error)).toMatchObject({ title: 'Something is wrong.', text: 'Try again.' });
  });
});

describe('a notice of the engine', () => {
  it('of a query that diverged names the query, its model and the step', () => {
    const diverged = notice('diverged/drdam/27', 'Query 27 diverged at step 41.', 'Use a smaller step.');
    expect(noticeProblem(diverged)).toMatchObject({ place: 'card', title: 'Query ab diverged' });
    expect(noticeProblem(diverged)?.text).toMatch(/^At step 41 its slope in DrDAM .* Use a smaller step\.$/);
  });

  it('about the model stands under the tools; others are shown elsewhere', () => {
    const outOfRange = notice('positive-map-out-of-range', 'The sums overflow: β is too large.');
    expect(noticeProblem(outOfRange)).toMatchObject({ place: 'bar', title: 'The sums overflow.' });
    expect(noticeProblem(notice('device', 'The CPU computes.'))).toBeUndefined();
  });

  it('is not reported once the call is cancelled, nor is progress', () => {
    const problems: Problem[] = [];
    const stages: string[] = [];
    const abort = new AbortController();
    const options = reportingOptions(
      abort.signal,
      ({ stage }) => stages.push(stage),
      (problem) => problems.push(problem),
    );
    const send = () => {
      options.onProgress({ stage: 'Descending', done: 1, total: 4, unit: 'steps' });
      options.onNotice(notice('diverged/mrdam/0', 'It diverged at step 3.'));
    };
    send();
    abort.abort();
    send();
    expect([stages, problems.map(({ id }) => id)]).toEqual([['Descending'], ['diverged/mrdam/0']]);
  });
});
