import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/stix-two-text/wght-italic.css';
import '../../../../src/renderer/theme/tokens.css';
import '../../../../src/renderer/theme/base.css';
import { mount } from 'svelte';
import Harness from './Harness.svelte';
import { paintState } from '../../../../src/renderer/views/paint-state';
import { makeMoment } from './moment';

const options = new URLSearchParams(location.search);
if (options.get('theme') === 'light') document.documentElement.dataset.theme = 'light';
const budget = options.get('budget');
const steps = Number(options.get('steps') ?? 300);
const moment = makeMoment(steps, budget === null ? undefined : Number(budget));
const target = document.getElementById('timeline');
if (target)
  mount(Harness, { target, props: { made: { ...moment, step: Number(options.get('step') ?? 0) } } });
/** Of query b in DrDAM: energy, slope and distance to its target, as they are recorded. */
Object.assign(window, {
  numbersAt(step: number) {
    const { recording, prepared } = moment;
    if (!recording) return [];
    const { numQueries, dim } = recording.shape;
    const [states, target] = [recording.states('drdam').get(step), prepared.origins];
    let square = 0;
    for (let i = dim; i < 2 * dim; i++) square += ((states?.[i] ?? NaN) - (target?.[i] ?? NaN)) ** 2;
    const at = (table: Float32Array) => table[step * numQueries + 1];
    return [
      at(recording.energies('drdam')),
      at(recording.gradientNorms('drdam')),
      Math.fround(Math.sqrt(square)),
    ];
  },
  /** The brightest pixel of a black picture of 28² that is painted at 96² after a white one of 64². */
  brightestAfterLargerPicture() {
    const context = new OffscreenCanvas(96, 96).getContext('2d', { willReadFrequently: true });
    if (!context) return NaN;
    for (const [side, value] of [
      [64, 1],
      [28, 0],
    ] as const) {
      const state = new Float32Array(side * side).fill(value / side);
      paintState(
        context,
        state,
        { width: side, height: side, channels: 1 },
        { x: 0, y: 0, width: 96, height: 96 },
      );
    }
    const { data } = context.getImageData(0, 0, 96, 96);
    return data.reduce((most, level, i) => (i % 4 === 3 ? most : Math.max(most, level)), 0);
  },
});
