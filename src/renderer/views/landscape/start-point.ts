import type { ModelName } from '#shared/setup';
import type { ViewOptions } from '../view-options';
import type { Landscapes } from '../../domain/run/moment';
import { modelsOf } from './arrangements/arranged-surfaces';
import type { PlaneCursor } from './crosshair';
import type { LandscapeReading } from './probe';
import { probe } from './probe';
import { stateAt } from './slice';

/** A point of the plane at which a query may start. */
export interface StartPoint {
  readonly state: Float32Array;
  /** The reading of the chosen model's landscape there, and those of all models that have the point. */
  readonly first: LandscapeReading;
  readonly readings: readonly LandscapeReading[];
  /** Where it is on the stage while the plane and the view options are these. */
  readonly at: { readonly x: number; readonly y: number };
  readonly axes: Landscapes['axes'];
  readonly options: ViewOptions;
}

/** Reads the landscapes at a point. On slices that follow a query, a point is another state in each model. */
export function startPointAt(
  landscapes: Landscapes,
  options: ViewOptions,
  model: ModelName,
  { u, v }: PlaneCursor,
  at: StartPoint['at'],
): StartPoint {
  const models = landscapes.following ? [model] : modelsOf(landscapes);
  return {
    state: stateAt(landscapes, model, u, v),
    first: probe(landscapes, model, u, v),
    readings: models.map((one) => probe(landscapes, one, u, v)),
    at: { x: at.x, y: at.y },
    axes: landscapes.axes,
    options,
  };
}
