import { expect, it } from 'vitest';
import { ScriptedHost } from '../../../tests/support/scripted-host';
import { ScriptedPictures } from '../../../tests/support/scripted-pictures';
import { jobOf } from '../domain/settings/job';
import { defaultSettings, settingsStoring } from '../domain/settings/settings';
import { computeRun } from './compute';

const job = jobOf('photos', { ...defaultSettings, ...settingsStoring(['a', 'b']), steps: 40 });

function hostWithPhotos(): ScriptedHost {
  const host = new ScriptedHost();
  new ScriptedPictures(host.engine).folders.photos = { a: [1, 0], b: [0, 1] };
  return host;
}

it('computes all that a film shows, and keeps the states of the steps that have frames', async () => {
  const { signal } = new AbortController();
  const keepSteps = new Set([10, 30]);
  const options = { signal, onProgress: () => undefined, gridSize: 5, keepSteps };
  const { recording, landscapes, paths, step } = await computeRun(hostWithPhotos(), job, options);
  expect([...(recording?.states('drdam').keys() ?? [])]).toEqual([0, 10, 30, 40]);
  expect(paths.drdam[1]?.steps).toEqual([0, 10, 30, 40]);
  expect(recording?.energies('mrdam')[2 * 25]).toBe(-25);
  expect([landscapes?.size, step]).toEqual([5, 0]);
});

it('reports the progress of the descent, not that of the landscapes beside it', async () => {
  const stages: string[] = [];
  const { signal } = new AbortController();
  await computeRun(hostWithPhotos(), job, { signal, onProgress: ({ stage }) => stages.push(stage) });
  expect(stages).toEqual(['Descending']);
});
