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
  /** The reading of the chosen model's landscape. */
  readonly first: LandscapeReading;
  /** The readings of all models whose landscape contains the state. */
  readonly readings: readonly LandscapeReading[];
  /** The point's place on the stage; it is valid only while the plane's axes and the view options are these. */
  readonly position: { readonly x: number; readonly y: number };
  readonly axes: Landscapes['axes'];
  readonly options: ViewOptions;
}

/** Reads the landscapes at a point. On slices that follow a query, the point is a different state for each model. */
export function startPointAt(
  landscapes: Landscapes,
  options: ViewOptions,
  model: ModelName,
  { u, v }: PlaneCursor,
  position: StartPoint['position'],
): StartPoint {
  const models = landscapes.following ? [model] : modelsOf(landscapes);
  return {
    state: stateAt(landscapes, model, u, v),
    first: probe(landscapes, model, u, v),
    readings: models.map((each) => probe(landscapes, each, u, v)),
    position: { x: position.x, y: position.y },
    axes: landscapes.axes,
    options,
  };
}
