import { Recording } from '#shared/recording';
import type { ModelName } from '#shared/setup';
import { stateDistances } from '#shared/reliability';
import type { Moment, PlanePath, PlanePoint } from '../../../../src/renderer/domain/run/moment';
import type { Plane } from './models';
import { featureModel, projectionOf, memoryModel, principalPlane } from './models';
import { DIM, SHAPE, halfReplaced, somePictures } from './pictures';

export interface MomentOptions {
  readonly numMemories: number;
  readonly numFeatures: number;
  readonly size: number;
  readonly steps: number;
  readonly beta: number;
  readonly seed: number;
}

const STEP_SIZE = 0.04;

/**
 * Computes a run of both models from half-replaced pictures, and the landscapes on the principal plane of the memories.
 */
export function makeMoment({ numMemories, numFeatures, size, steps, beta, seed }: MomentOptions): Moment {
  const memories = somePictures(numMemories, seed);
  const numQueries = Math.min(4, numMemories);
  const queries = halfReplaced(memories, numQueries);
  const models = {
    mrdam: memoryModel(memories, beta),
    drdam: featureModel(memories, beta, numFeatures, 7),
  };
  const plane = principalPlane(memories);
  const projections = Array.from({ length: numMemories }, (_, k) =>
    projectionOf(memories.slice(k * DIM, (k + 1) * DIM), plane),
  );
  const [u, v] = gridAround(projections, size);
  const recording = new Recording({ models: ['mrdam', 'drdam'], numQueries, dim: DIM, steps });
  const paths: Record<ModelName, PlanePath[]> = { mrdam: [], drdam: [], own: [] };
  let highest = -Infinity;

  for (const model of ['mrdam', 'drdam'] as const) {
    const [energies, norms] = [
      new Float32Array((steps + 1) * numQueries),
      new Float32Array((steps + 1) * numQueries),
    ];
    const states = new Float32Array((steps + 1) * numQueries * DIM);
    for (let query = 0; query < numQueries; query++) {
      const state = queries.slice(query * DIM, (query + 1) * DIM);
      const points: PlanePoint[] = [];
      for (let step = 0; step <= steps; step++) {
        const { energy, gradient } = models[model].evaluate(state);
        energies[step * numQueries + query] = energy;
        norms[step * numQueries + query] = Math.hypot(...gradient);
        states.set(state, (step * numQueries + query) * DIM);
        points.push(projectionOf(state, plane));
        highest = Math.max(highest, energyOnPlane(models[model], plane, points.at(-1)));
        for (let i = 0; i < DIM; i++) state[i] = (state[i] ?? 0) - STEP_SIZE * (gradient[i] ?? 0);
      }
      paths[model].push({ steps: points.map((_, i) => i), points });
    }
    const stateSteps = Array.from({ length: steps + 1 }, (_, i) => i);
    recording.add(
      { model, firstStep: 0, firstQuery: 0, stateSteps },
      {
        energies: { data: energies, shape: [steps + 1, numQueries] },
        gradient_norms: { data: norms, shape: [steps + 1, numQueries] },
        states: { data: states, shape: [steps + 1, numQueries, DIM] },
      },
    );
  }
  for (const projection of projections)
    highest = Math.max(highest, energyOnPlane(models.mrdam, plane, projection));
  const noiseEnergy = Math.log(Math.sqrt((2 * numFeatures) / numMemories) / 3) / beta;
  const surfaces = { mrdam: models.mrdam.onPlane(plane, u, v), drdam: models.drdam.onPlane(plane, u, v) };
  const low = Math.min(
    ...[surfaces.mrdam, surfaces.drdam].map((grid) => grid.reduce((a, b) => Math.min(a, b))),
  );
  const name = (k: number) => `scenes/${String(k).padStart(4, '0')}.png`;
  const items = projections.map((_, k) => ({ name: name(k), className: 'scene' }));
  return {
    prepared: {
      dim: DIM,
      shape: SHAPE,
      items,
      memories: Float32Array.from(memories),
      numQueries,
      queries: Float32Array.from(queries),
      clamped: new Uint8Array(queries.length),
      origins: Float32Array.from(memories).slice(0, queries.length),
      targets: Array.from({ length: numQueries }, (_, i) => i),
      distances: stateDistances(
        Float32Array.from(memories),
        Float32Array.from(queries),
        new Uint8Array(queries.length),
        DIM,
      ),
    },
    recording,
    landscapes: {
      kind: 'pca',
      size,
      u,
      v,
      origin: plane.origin,
      axes: plane.axes,
      energies: surfaces,
      memories: Float32Array.from(memories),
      items,
      projections,
      explainedVariance: 0.6,
      noiseEnergy,
    },
    paths,
    energyCut: twoDigitsUp(low + 1.15 * (highest - low)),
    step: 0,
    query: 0,
  };
}

function energyOnPlane(
  model: { evaluate(state: Float64Array): { energy: number } },
  plane: Plane,
  at?: PlanePoint,
) {
  if (!at) return -Infinity;
  const state = plane.origin.map(
    (value, i) => value + at.u * (plane.axes[0][i] ?? 0) + at.v * (plane.axes[1][i] ?? 0),
  );
  return model.evaluate(state).energy;
}

function gridAround(projections: readonly PlanePoint[], size: number): [Float64Array, Float64Array] {
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  const [us, vs] = [projections.map(({ u }) => u), projections.map(({ v }) => v)];
  const width = 1.4 * Math.max(...[us, vs].map((values) => Math.max(...values) - Math.min(...values)));
  const axis = (centre: number) =>
    Float64Array.from({ length: size }, (_, i) => centre + width * (i / (size - 1) - 0.5));
  return [axis(middle(us)), axis(middle(vs))];
}

function twoDigitsUp(value: number): number {
  const digit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / digit) * digit;
}
