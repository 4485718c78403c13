import '../../../../src/renderer/theme/tokens.css';
import '../../../../src/renderer/theme/base.css';
import { mount } from 'svelte';
import Bank from '../../../../src/renderer/views/bank/Bank.svelte';
import type { Prepared } from '../../../../src/renderer/views/view-model';
import type { BankHarness } from './api';

const SHAPE = { height: 28, width: 28, channels: 1 };
const DIM = SHAPE.height * SHAPE.width;
const count = Number(new URLSearchParams(location.search).get('count') ?? 2000);

const greyOf = (memory: number) => (memory * 37) % 200;
const memories = Float32Array.from({ length: count * DIM }, (_, i) => {
  const isLeft = i % SHAPE.width < SHAPE.width / 2;
  return (isLeft ? 1 : greyOf(Math.floor(i / DIM)) / 255) / Math.sqrt(DIM);
});
const prepared: Prepared = {
  dim: DIM,
  shape: SHAPE,
  items: Array.from({ length: count }, (_, k) => ({ name: `half ${String(k)}`, className: null })),
  memories,
  numQueries: 1,
  queries: memories.slice(0, DIM),
  clamped: new Uint8Array(DIM),
  origins: null,
  targets: [0],
  spread: { memories: new Float64Array(), queries: new Float64Array(), numMemories: count, mostFree: DIM },
};

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

const harness: BankHarness = {
  greyOf,
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

const nothing = () => undefined;
mount(Bank, {
  target: document.getElementById('bank') ?? document.body,
  props: {
    prepared,
    drdamNumbers: 360_000,
    query: 0,
    numWanted: count,
    onquery: nothing,
    oncount: nothing,
    onremove: nothing,
    onredraw: nothing,
  },
});
Object.assign(window, { harness });
