import { mount, unmount } from 'svelte';
import type { SaveTarget } from '../../../../src/renderer/host/host';
import FilmDialog from '../../../../src/renderer/film/FilmDialog.svelte';
import type { Moment } from '../../../../src/renderer/domain/run/moment';
import { readTheme } from '../../../../src/renderer/theme/theme';
import { DEFAULT_VIEW_OPTIONS } from '../../../../src/renderer/views/view-options';
import { makeMoment } from '../landscape/moment';

export interface ExportReport {
  readonly before: string;
  readonly after: string;
  readonly sentence: string;
  readonly bytes: number;
}

/**
 * Exports a film once its landscapes are the fine ones, and replaces the window's landscapes and theme after a few frames.
 * Returns what the dialog says of the file before and after, its sentence at the end, and the bytes that were written.
 */
export async function exportWhileTheWindowChanges(): Promise<ExportReport> {
  const fine = makeMoment({ numMemories: 3, numFeatures: 200, size: 24, steps: 12, beta: 60, seed: 3 });
  const coarse = { ...fine, landscapes: fine.landscapes && { ...fine.landscapes, isCoarse: true } };
  let current = $state.raw<Moment>(coarse);
  let theme = $state.raw(readTheme());
  let bytes = 0;
  const target: SaveTarget = {
    name: 'small.webm',
    write: (chunk, position) => {
      bytes = Math.max(bytes, position + chunk.length);
      return Promise.resolve();
    },
    finish: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
  const host = { saveFile: () => Promise.resolve(target) };
  let framesAsked = 0;
  const dialog = mount(FilmDialog, {
    target: document.body,
    props: {
      get moment() {
        return current;
      },
      get theme() {
        return theme;
      },
      momentFor: (step: number) => {
        if (++framesAsked === 5) {
          current = { ...fine, landscapes: fine.landscapes && { ...fine.landscapes } };
          theme = { ...theme };
        }
        return Promise.resolve({ ...current, step });
      },
      landscapeOptions: DEFAULT_VIEW_OPTIONS,
      host,
      title: 'small',
      subtitle: '',
      name: 'small',
      onclose: () => undefined,
    },
  });
  const exported = () =>
    [...document.querySelectorAll('button')].find((one) => one.textContent.trim().startsWith('Export'));
  await until(
    () => document.body.innerText.includes('still being computed') && exported()?.disabled === true,
  );
  const size = () =>
    [...document.querySelectorAll('dt')].find((one) => one.textContent === 'File')?.nextElementSibling
      ?.textContent ?? '';
  const before = size();
  current = fine;
  await until(() => exported()?.disabled === false);
  framesAsked = 0;
  exported()?.click();
  const status = () => document.querySelector('[role=status]')?.textContent.trim() ?? '';
  await until(() => status() !== '');
  const report = { before, after: size(), sentence: status(), bytes };
  await unmount(dialog);
  return report;
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => requestAnimationFrame(resolve));
}
