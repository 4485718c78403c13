import { expect, it } from 'vitest';
import { Recording } from '#shared/recording';
import type { Landscapes } from '../domain/run/moment';
import { PathFollower } from './plane-paths';

it('grows its paths in place, and begins others when steps come anew: views keep what they made of a path', () => {
  const recording = new Recording({ models: ['mrdam'], numQueries: 1, dim: 2, steps: 2 });
  const add = (step: number, u: number) => {
    recording.add(
      { model: 'mrdam', firstStep: step, firstQuery: 0, stateSteps: [step] },
      {
        energies: { data: Float32Array.of(0), shape: [1, 1] },
        gradient_norms: { data: Float32Array.of(0), shape: [1, 1] },
        states: { data: Float32Array.of(u, 0), shape: [1, 1, 2] },
      },
    );
  };
  const plane = { origin: new Float64Array(2), axes: [Float64Array.of(1, 0), Float64Array.of(0, 1)] };
  const follower = new PathFollower(recording, plane as unknown as Landscapes);
  add(0, 0.25);
  follower.advance(Infinity);
  const [path] = follower.paths.mrdam;
  add(1, 0.5);
  follower.advance(Infinity);
  expect(follower.paths.mrdam[0]).toBe(path);
  expect(path?.points.map(({ u }) => u)).toEqual([0.25, 0.5]);
  add(1, 0.75);
  follower.advance(Infinity);
  const [other] = follower.paths.mrdam;
  expect(other).not.toBe(path);
  expect(other?.points.map(({ u }) => u)).toEqual([0.25, 0.75]);
});
