import '../../../../src/renderer/theme/tokens.css';
import '../../../../src/renderer/theme/base.css';
import { mount } from 'svelte';
import { readTheme } from '../../../../src/renderer/theme/theme';
import MemoryBrowser from '../../../../src/renderer/views/memory-browser/MemoryBrowser.svelte';
import type { FetchThumbnails } from '../../../../src/renderer/domain/thumbnails';
import type { MemoryBrowserModel } from '../../../../src/renderer/views/memory-browser/memory-browser-model';
import type { MemoryBrowserHarness } from './api';
import { greyOf, itemOf, preparedOf, recordingOf, scripted, SHAPE } from './set';
import { Step } from './step.svelte';

const query = new URLSearchParams(location.search);
const count = Number(query.get('count') ?? 2000);
const total = Number(query.get('total') ?? 22_000);
const prepared = preparedOf(count);
let numFetched = 0;

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

const asked: MemoryBrowserHarness['asked'][number][] = [];
const note = (what: MemoryBrowserHarness['asked'][number]['what']) => (names: readonly string[]) => {
  asked.push({ what, names });
};
const nothing = () => undefined;

const step = new Step();
/** Resolves when requests are answered again. */
let answering = Promise.resolve();
const fetchThumbnails: FetchThumbnails = async (names, ...rest) => {
  numFetched += names.length;
  await answering;
  return scripted(names, ...rest);
};

const model: MemoryBrowserModel = {
  prepared,
  stored: prepared.items.map(({ name }) => name),
  set: { shape: SHAPE, total, items: Array.from({ length: total }, (_, i) => itemOf(i)), skipped: [] },
  setFailure: null,
  fetchThumbnails,
  drdamNumbers: 360_000,
  queryNames: [itemOf(0).name],
  query: 0,
  recording: recordingOf(20),
  get step() {
    return step.now;
  },
  selectQuery: nothing,
  setCount: nothing,
  add: note('store'),
  remove: note('remove'),
  recall: note('recall'),
  showPlane: nothing,
  resample: nothing,
};

const harness: MemoryBrowserHarness = {
  greyOf,
  asked,
  numFetched: () => numFetched,
  go: (to) => {
    step.now = to;
  },
  async scrollThrough(pixels) {
    const list = document.querySelector('.scroll');
    const { promise, resolve } = Promise.withResolvers<undefined>();
    answering = promise;
    for (let top = 0; list && top < list.scrollHeight; top += pixels) {
      list.scrollTop = top;
      await nextFrame();
    }
    resolve(undefined);
  },
};

mount(MemoryBrowser, {
  target: document.getElementById('memories') ?? document.body,
  props: { model, theme: readTheme() },
});
Object.assign(window, { harness });
