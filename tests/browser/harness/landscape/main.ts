import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/stix-two-text/wght-italic.css';
import { flushSync, mount } from 'svelte';
import { OBLIQUE } from '../../../../src/renderer/scene/orbit';
import { HALF_SIDE, CUT_HEIGHT } from '../../../../src/renderer/scene/height-field';
import { ViewCamera } from '../../../../src/renderer/scene/view-camera';
import { readTheme } from '../../../../src/renderer/theme/theme';
import '../../../../src/renderer/theme/tokens.css';
import { LandscapePainter } from '../../../../src/renderer/views/landscape/landscape-painter';
import type { LandscapeReading } from '../../../../src/renderer/views/landscape/probe';
import { LandscapeScene } from '../../../../src/renderer/views/landscape/landscape-scene';
import type { HitTarget } from '../../../../src/renderer/domain/run/moment';
import LandscapeStage from '../../../../src/renderer/views/landscape/LandscapeStage.svelte';
import { layoutPanes, sizesFor } from '../../../../src/renderer/views/landscape/pane-layout';
import { DEFAULT_VIEW_OPTIONS, orbitOf } from '../../../../src/renderer/views/view-options';
import type { StageActions } from '../../../../src/renderer/views/landscape/stage-controller.svelte';
import { stageFile } from '../../../../src/renderer/views/landscape/save-stage';
import type { Moment } from '../../../../src/renderer/domain/run/moment';
import type { LandscapeHarness } from './api';
import { makeMoment } from './moment';
import { pointsBelowCut, pointsOnLines } from './screen-points';
import { StageProps } from './stage-props.svelte';

const query = new URLSearchParams(location.search);
const parameter = (name: string, fallback: number) => Number(query.get(name) ?? fallback);
if (query.get('theme') === 'light') document.documentElement.dataset.theme = 'light';

const moment = makeMoment({
  numMemories: parameter('k', 8),
  numFeatures: parameter('y', 4000),
  size: parameter('size', 128),
  steps: parameter('steps', 120),
  beta: parameter('beta', 120),
  seed: parameter('seed', 3),
});
const theme = readTheme();
const props = new StageProps(moment, theme);
let hovered: LandscapeReading | null = null;
let startState: number[] | null = null;
const picked: HitTarget[] = [];
let changedAt = Infinity;

const flush = () => {
  flushSync();
  changedAt = performance.now();
};
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const smallView = {
  width: 320,
  height: 180,
  pixelRatio: 1,
  options: DEFAULT_VIEW_OPTIONS,
  preferred: 'mrdam',
} as const;

/** Returns the camera of an arrangement with a single pane. */
function singleCamera(): ViewCamera {
  const rect = { x: 0, y: 0, width: innerWidth, height: innerHeight };
  const { margins } = sizesFor(Math.min(innerWidth, 1.25 * innerHeight));
  return new ViewCamera(rect, margins, orbitOf(props.view.options, 'mrdam'));
}

function bareMoment(isEqual: boolean): Moment {
  const { landscapes } = moment;
  const { mrdam, drdam } = landscapes?.energies ?? {};
  const energies = { ...(mrdam && { mrdam }), ...(drdam && { drdam: isEqual ? (mrdam ?? drdam) : drdam }) };
  return {
    ...moment,
    recording: null,
    paths: { mrdam: [], drdam: [], own: [] },
    landscapes: landscapes && { ...landscapes, energies, projections: [], noiseEnergy: null },
  };
}

function base64(bytes: ArrayBuffer): string {
  return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''));
}

const harness: LandscapeHarness = {
  setStep(step) {
    props.moment = { ...moment, step };
    flush();
  },
  setCamera(azimuth, elevation) {
    props.view.setOrbit({ ...OBLIQUE, azimuth, elevation }, 'mrdam');
    flush();
  },
  orbit(model = 'mrdam') {
    const { azimuth, elevation, zoom } = orbitOf(props.view.options, model);
    return { azimuth, elevation, zoom };
  },
  arrange(arrangement, isLinked = true) {
    props.view.setArrangement(arrangement);
    props.view.setLinked(isLinked);
    flush();
  },
  setBare(which) {
    props.moment = which === null ? moment : bareMoment(which === 'equal');
    flush();
  },
  pointsOnLines: (count) => pointsOnLines(moment, singleCamera(), count),
  pointsBelowCut: (count) => pointsBelowCut(moment, singleCamera(), count),
  async save(format) {
    const size = { width: innerWidth, height: innerHeight };
    const run = { set: 'Scenes', beta: 60, numFeatures: 180_000, facts: [] };
    const { blob } = await stageFile(format, props.moment, props.view.options, theme, size, run);
    return format === 'svg' ? blob.text() : base64(await blob.arrayBuffer());
  },
  // the time suffices to bake the light and draw a few frames under software rendering
  isDrawn: () => performance.now() - changedAt > 1500,
  hovered: () => hovered,
  startState: () => startState,
  pick(isPicking) {
    props.isPicking = isPicking;
    flushSync();
    return picked.splice(0);
  },
  grid(model) {
    const { landscapes, prepared } = moment;
    if (!landscapes) return null;
    const { u, v, energies, origin, axes } = landscapes;
    const energy = energies[model === 'drdam' ? 'drdam' : 'mrdam'] ?? [];
    return {
      u: [...u],
      v: [...v],
      energies: [...energy],
      origin: [...origin],
      axes: axes.map((axis) => [...axis]),
      memories: [...prepared.memories],
    };
  },
  energyAt(model, u, v) {
    const { landscapes } = moment;
    const energies = landscapes?.energies[model === 'drdam' ? 'drdam' : 'mrdam'];
    if (!landscapes || !energies) return NaN;
    const { size } = landscapes;
    const cellOf = (value: number, axis: Float64Array) =>
      ((value - (axis[0] ?? 0)) / ((axis.at(-1) ?? 1) - (axis[0] ?? 0))) * (size - 1);
    const [column, row] = [cellOf(u, landscapes.u), cellOf(v, landscapes.v)];
    const [i, j] = [Math.floor(column), Math.floor(row)];
    const value = (a: number, b: number) => energies[b * size + a] ?? NaN;
    const along = (b: number) => value(i, b) + (value(i + 1, b) - value(i, b)) * (column - i);
    return along(j) + (along(j + 1) - along(j)) * (row - j);
  },
  screenOf(model, across, along) {
    const panes = layoutPanes(innerWidth, innerHeight, ['mrdam', 'drdam'], 'mrdam');
    const rect = panes.find((pane) => pane.model === model)?.rect;
    if (!rect) return [NaN, NaN];
    const camera = new ViewCamera(rect, sizesFor(rect.width).margins, orbitOf(props.view.options, 'mrdam'));
    const { x, y } = camera.project(HALF_SIDE * (2 * across - 1), CUT_HEIGHT, HALF_SIDE * (2 * along - 1));
    return [x, y];
  },
  token(name) {
    const channel = (start: number) => parseInt(theme[name].slice(start, start + 2), 16);
    return [channel(1), channel(3), channel(5)];
  },
  async scrub(steps) {
    for (let step = 0; step < steps; step++) {
      harness.setStep(step);
      await nextFrame();
    }
  },
  async openAndClose(times) {
    const resources = [];
    for (let i = 0; i < times; i++) {
      const scene = new LandscapeScene(() => undefined);
      await scene.show(moment, theme, smallView);
      scene.takeSurfaceImage()?.close();
      resources.push(scene.resources);
      scene.dispose();
    }
    return resources;
  },
  async reshape(times) {
    const scene = new LandscapeScene(() => undefined);
    const resources = [];
    for (let i = 0; i < times; i++) {
      await scene.show({ ...moment, energyCut: moment.energyCut + i / 1000 }, theme, smallView);
      scene.takeSurfaceImage()?.close();
      resources.push(scene.resources);
    }
    scene.dispose();
    return resources;
  },
  async filmFrame(width, height, step) {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    const context = canvas.getContext('2d');
    const painter = new LandscapePainter(width, height, theme);
    await painter.setMoment(moment);
    if (context) painter.draw(context, 0, 0, step, 0);
    painter.dispose();
    return canvas.toDataURL().split(',')[1] ?? '';
  },
};

const actions: StageActions = {
  onorbit: (orbit, model) => {
    props.view.setOrbit(orbit, model);
  },
  onpreset: (preset) => {
    props.view.preset(preset, props.moment);
  },
  onhover: (reading) => {
    hovered = reading;
  },
  onstartquery: (state) => {
    startState = [...state];
  },
  get onpick() {
    return props.isPicking
      ? (target: HitTarget) => {
          picked.push(target);
        }
      : undefined;
  },
  onerror: (error) => {
    console.error(error);
  },
};

mount(LandscapeStage, {
  target: document.querySelector('#stage') ?? document.body,
  props: {
    get moment() {
      return props.moment;
    },
    get theme() {
      return props.theme;
    },
    get options() {
      return props.view.options;
    },
    actions,
  },
});
flush();
Object.assign(window, { harness });
