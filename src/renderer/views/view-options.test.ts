import { expect, it } from 'vitest';
import { Vector3 } from 'three';
import { ViewCamera } from '../scene/view-camera';
import { DEFAULT_VIEW_OPTIONS, ViewOptions, presetOrbits, withOrbit } from './view-options';

const rect = { x: 0, y: 0, width: 400, height: 300 };
const margins = { top: 0, right: 0, bottom: 0, left: 0 };

it('looks along the path from behind its start', () => {
  const points = [0, 1, 2].map((t) => ({ u: 0.1 * t, v: -0.3 * t, offPlane: 0 }));
  const path = { steps: [0, 1, 2], points };
  const moment = { query: 0, paths: { mrdam: [path], drdam: [], own: [] } };
  const { mrdam } = presetOrbits('path', DEFAULT_VIEW_OPTIONS, moment);
  const { x, z } = new ViewCamera(rect, margins, mrdam).camera.getWorldDirection(new Vector3());
  expect(x).toBeGreaterThan(0);
  expect(z / x).toBeCloseTo(-3);
});

it('is plain data that a file can hold, whatever camera a person chose', () => {
  const options = { ...DEFAULT_VIEW_OPTIONS, isLinked: false };
  const turned = {
    ...options,
    orbits: withOrbit(options, presetOrbits('front', options, null).drdam, 'drdam'),
  };
  expect(turned.orbits.mrdam).toEqual(DEFAULT_VIEW_OPTIONS.orbits.mrdam);
  expect(ViewOptions.parse(JSON.parse(JSON.stringify(turned)))).toEqual(turned);
});

it('sees a map as if from straight above, wherever a point is', () => {
  const map = new ViewCamera(rect, margins, DEFAULT_VIEW_OPTIONS.orbits.mrdam, 'map');
  const [foot, top] = [map.project(4.9, 0, 4.9), map.project(4.9, 1.9, 4.9)];
  expect(Math.hypot(top.x - foot.x, top.y - foot.y)).toBeLessThan(0.1);
});
