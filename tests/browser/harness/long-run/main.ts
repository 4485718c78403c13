import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/stix-two-text/wght-italic.css';
import { flushSync, mount } from 'svelte';
import { readTheme } from '../../../../src/renderer/theme/theme';
import '../../../../src/renderer/theme/tokens.css';
import '../../../../src/renderer/theme/base.css';
import LandscapeStage from '../../../../src/renderer/views/landscape/LandscapeStage.svelte';
import { DEFAULT_VIEW_OPTIONS } from '../../../../src/renderer/views/view-options';
import TimelineView from '../../../../src/renderer/views/timeline-panel/TimelineView.svelte';
import { distancesOf } from '../../../../src/renderer/views/timeline-panel/distances';
import type { LongRunHarness } from './api';
import { ShownMoment } from './props.svelte';
import { LongRun } from './run';

const options = new URLSearchParams(location.search);
const steps = Number(options.get('steps') ?? 10_000);
const run = new LongRun(steps, Number(options.get('queries') ?? 4));
let recorded = Number(options.get('recorded') ?? steps);
run.record(recorded);
const theme = readTheme();
const shown = new ShownMoment(run.momentAt(0));
const mountedAt = performance.now();

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
/** Resolves once all scheduled draws are done: they run in the next frame, or in tasks right after it. */
async function drawn(): Promise<void> {
  await nextFrame();
  await new Promise((resolve) => setTimeout(resolve));
  await nextFrame();
}

const harness: LongRunHarness = {
  isDrawn() {
    const { prepared, recording } = shown.moment;
    return (
      performance.now() - mountedAt > 1500 &&
      recording !== null &&
      distancesOf(prepared, recording).advance(0)
    );
  },
  async scrub(step) {
    shown.moment = { ...shown.moment, step };
    flushSync();
    await drawn();
  },
  async stream(more) {
    for (const until = recorded + more; recorded < until;) {
      recorded = Math.min(until, recorded + 40);
      run.record(recorded);
      shown.moment = run.momentAt(recorded);
      flushSync();
      await drawn();
    }
  },
};

// some measurements concern the timeline panel alone
if (!options.has('timeline'))
  mount(LandscapeStage, {
    target: document.querySelector('#stage') ?? document.body,
    props: {
      get moment() {
        return shown.moment;
      },
      theme,
      options: DEFAULT_VIEW_OPTIONS,
      actions: {
        onorbit: () => undefined,
        onpreset: () => undefined,
        onerror: (error: unknown) => {
          console.error(error);
        },
      },
    },
  });
mount(TimelineView, {
  target: document.querySelector('#timeline') ?? document.body,
  props: {
    get moment() {
      return shown.moment;
    },
    theme,
    run: {
      description: { set: 'Long', beta: 60, numFeatures: 1000, facts: [] },
      report: null,
      verdicts: [],
      targets: shown.moment.prepared.targets,
      isStreaming: false,
      events: [],
    },
    playback: {
      isPlaying: false,
      isFollowing: false,
      speed: 1,
      isLooping: false,
      loopRange: null,
      seek: () => undefined,
      play: () => undefined,
      pause: () => undefined,
      follow: () => undefined,
    },
    queries: { select: () => undefined },
    onsave: () => undefined,
  },
});
Object.assign(window, { harness });
