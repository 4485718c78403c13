import { isOnPlane } from '#shared/on-plane';
import type { HeightField } from '../../scene/height-field';
import { HALF_SIDE } from '../../scene/height-field';
import type { Theme } from '../../theme/theme';
import { StatePicture } from '../pictures';
import type { Moment, PlanePath, PlanePoint } from '../../domain/run/moment';
import type { CanvasContext } from '../canvas-context';
import type { ModelLayer, Pane } from './pane';
import { pointAt } from '../../domain/run/plane-projection';
import { DrapedPath, drawPath, LIFT } from './draped-paths';
import { offPlaneOf } from './slice';
import type { Outside, StateMark } from './state-marks';

/** The opacity of paths that are not on the slice. */
const DIMMED_ALPHA = 0.55;

/** Draws paths and states of one model in a pane. It caches the projections, which only a camera change invalidates. */
export class ModelPainter {
  readonly #pane: Pane;
  readonly #layer: ModelLayer;
  readonly #draped = new Map<PlanePath, DrapedPath>();
  readonly #pictures = new Map<number, StatePicture>();

  constructor(pane: Pane, layer: ModelLayer) {
    this.#pane = pane;
    this.#layer = layer;
  }

  /** Returns the paths of the model, extended as far as they are recorded. */
  paths({ paths }: Moment): DrapedPath[] {
    const present = paths[this.#layer.model].filter(({ points }) => points.length > 0);
    for (const path of this.#draped.keys()) if (!present.includes(path)) this.#draped.delete(path);
    return present.map((path) => {
      const draped = this.#draped.get(path) ?? new DrapedPath(this.#pane, path, this.#layer.heightField);
      draped.extend();
      this.#draped.set(path, draped);
      return draped;
    });
  }

  /** Returns the states of all queries at the step. */
  states(moment: Moment): StateMark[] {
    return moment.paths[this.#layer.model].flatMap((_, query) => {
      const point = pointAt(moment, this.#layer.model, query);
      return point ? [this.#stateOf(moment, point, query)] : [];
    });
  }

  /** Draws the paths of the other queries, or that of the selected one. */
  drawPaths(
    context: CanvasContext,
    paths: readonly DrapedPath[],
    which: 'others' | 'selected',
    moment: Moment,
    theme: Theme,
  ): void {
    const { isLarge } = this.#pane.sizes;
    const isMinor = which === 'others';
    const style = {
      color: theme[this.#layer.model],
      casing: theme.casing,
      width: isMinor ? (isLarge ? 2 : 1.5) : isLarge ? 4 : 3,
      beadRadius: isLarge ? 2.25 : 1.75,
      isMinor,
      // the slice follows the selected state only
      alpha: isMinor && moment.landscapes?.following ? DIMMED_ALPHA : 1,
    };
    paths.forEach((path, query) => {
      if ((query !== moment.query) === isMinor) drawPath(context, path, moment.step, style);
    });
  }

  #stateOf(moment: Moment, point: PlanePoint, query: number): StateMark {
    const { prepared, recording, step, query: selected } = moment;
    const { model, heightField } = this.#layer;
    const { camera, sizes } = this.#pane;
    const hasPicture = query === selected || sizes.hasOtherStates;
    const state =
      hasPicture && recording?.shape.models.includes(model) === true
        ? recording.stateAt(model, query, step)?.state
        : undefined;
    const picture = state && this.#pictureFor(query, prepared.shape).show(state);
    const foot = heightField.pointAt(point.u, point.v);
    const { x, y } = camera.project(foot.x, foot.y + LIFT, foot.z);
    const { low, cut } = heightField.surface;
    const offPlane = offPlaneOf(moment, model, query) ?? 0;
    return {
      model,
      query,
      x,
      y,
      picture,
      offPlane: isOnPlane(offPlane, cut - low) ? null : offPlane,
      outside: outsideOf(this.#pane, heightField, point),
    };
  }

  #pictureFor(query: number, shape: StatePicture['shape']): StatePicture {
    const existing = this.#pictures.get(query);
    if (existing?.shape === shape) return existing;
    const created = new StatePicture(shape);
    this.#pictures.set(query, created);
    return created;
  }
}

/** Returns where a point of the plane lies beyond the edge of its surface; null where it lies within. */
function outsideOf({ camera }: Pane, heightField: HeightField, { u, v }: PlanePoint): Outside | null {
  const overhang = heightField.overhangOf(u, v);
  const length = Math.hypot(overhang.x, overhang.z);
  if (length === 0) return null;
  const [from, to] = heightField.surface.u;
  const { x, y, z } = heightField.pointAt(u, v);
  const at = camera.project(x, y, z);
  const beyond = camera.project(x + overhang.x / length, y, z + overhang.z / length);
  const onScreen = Math.hypot(beyond.x - at.x, beyond.y - at.y);
  return {
    distance: (length * (to - from)) / (2 * HALF_SIDE),
    direction: [(beyond.x - at.x) / onScreen, (beyond.y - at.y) / onScreen],
  };
}
