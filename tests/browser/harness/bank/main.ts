import '../../../../src/renderer/theme/tokens.css';
import '../../../../src/renderer/theme/base.css';
import { mount } from 'svelte';
import { readTheme } from '../../../../src/renderer/theme/theme';
import Bank from '../../../../src/renderer/views/bank/Bank.svelte';
import type { BankHarness } from './api';
import { reactive } from './props.svelte';
import { greyOf, itemOf, preparedOf, recordingOf, scripted, SHAPE } from './set';

const query = new URLSearchParams(location.search);
const count = Number(query.get('count') ?? 2000);
const total = Number(query.get('total') ?? 22_000);
const prepared = preparedOf(count);
let numAsked = 0;

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

const asked: BankHarness['asked'][number][] = [];
const note = (what: BankHarness['asked'][number]['what']) => (names: readonly string[]) => {
  asked.push({ what, names });
};
const nothing = () => undefined;

const props = reactive({
  prepared,
  stored: prepared.items.map(({ name }) => name),
  set: { shape: SHAPE, total, items: Array.from({ length: total }, (_, i) => itemOf(i)), skipped: [] },
  setFailure: null,
  ask: (names, ...rest) => {
    numAsked += names.length;
    return scripted(names, ...rest);
  },
  drdamNumbers: 360_000,
  queryNames: [itemOf(0).name],
  query: 0,
  recording: recordingOf(20),
  step: 0,
  theme: readTheme(),
  onquery: nothing,
  oncount: nothing,
  onadd: note('store'),
  onremove: note('remove'),
  onrecall: note('recall'),
  onplane: nothing,
  onredraw: nothing,
});

const harness: BankHarness = {
  greyOf,
  asked,
  numAsked: () => numAsked,
  go: (step) => {
    props.step = step;
  },
  async scrollThrough(pixels) {
    const list = document.querySelector('.scroll');
    if (!list) return NaN;
    let longest = 0;
    const observer = new PerformanceObserver((entries) => {
      for (const { duration } of entries.getEntries()) longest = Math.max(longest, duration);
    });
    observer.observe({ type: 'longtask' });
    for (let top = 0; top < list.scrollHeight; top += pixels) {
      list.scrollTop = top;
      await nextFrame();
    }
    // entries of tasks arrive after them
    await nextFrame();
    await nextFrame();
    observer.disconnect();
    return longest;
  },
};

mount(Bank, { target: document.getElementById('bank') ?? document.body, props });
Object.assign(window, { harness });
