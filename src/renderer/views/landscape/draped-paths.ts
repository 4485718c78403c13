import type { ScenePoint, HeightField } from '../../scene/height-field';
import type { PlanePath, PlanePoint } from '../../domain/run/moment';
import { entryAt } from '../../domain/run/plane-projection';
import type { CanvasContext } from '../canvas-context';
import type { Pane } from './pane';

/** The path is drawn this much (scene units) above the surface, so that the triangles do not cut it. */
export const LIFT = 0.03;
/** A step longer than this (scene units) is subdivided, so that it follows the surface. */
const MAX_SEGMENT = 0.2;
/**
 * Samples closer than this (scene units; less than half a pixel) are merged, because most steps of a descent stand almost
 * still near its end.
 */
const MERGE_DISTANCE = 0.005;
const BEAD_STEPS = 10;

/** The samples of a path on a surface, independent of the camera. They grow with the path. */
class SurfacePath {
  readonly points: ScenePoint[] = [];
  /** The index of the sample of each entry of the path; merged entries share one. */
  readonly samples: number[] = [];
  /** The samples that get a bead. */
  readonly beads: number[] = [];
  /** Whether each sample lies beyond the edge of the surface, where it is moved to. */
  readonly areOutside: boolean[] = [];

  constructor(
    private readonly path: PlanePath,
    private readonly heightField: HeightField,
  ) {}

  /** Adds samples for the new entries of the path. */
  extend(): void {
    const { samples, beads, points } = this;
    const { points: entries, steps } = this.path;
    for (let entry = samples.length; entry < entries.length; entry++) {
      const point = entries[entry];
      if (!point) return;
      this.#addSegment(entries[entry - 1] ?? point, point);
      const sample = points.length - 1;
      samples.push(sample);
      if ((steps[entry] ?? 0) % BEAD_STEPS === 0 && beads.at(-1) !== sample) beads.push(sample);
    }
  }

  #addSegment(before: PlanePoint, point: PlanePoint): void {
    const { heightField } = this;
    const [from, to] = [heightField.pointAt(before.u, before.v), heightField.pointAt(point.u, point.v)];
    const count = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.z - from.z) / MAX_SEGMENT));
    for (let k = 1; k < count; k++) {
      const share = k / count;
      const [u, v] = [before.u + (point.u - before.u) * share, before.v + (point.v - before.v) * share];
      this.#add(heightField.pointAt(u, v), u, v);
    }
    this.#add(to, point.u, point.v);
  }

  #add(point: ScenePoint, u: number, v: number): void {
    const last = this.points.at(-1);
    const isMerged =
      last && Math.hypot(point.x - last.x, point.y - last.y, point.z - last.z) < MERGE_DISTANCE;
    if (isMerged) return;
    const { x, z } = this.heightField.overhangOf(u, v);
    this.points.push(point);
    this.areOutside.push(x !== 0 || z !== 0);
  }
}

/** Surface paths are kept by surface, because the camera changes with every frame of a rotation. */
const surfacePaths = new WeakMap<HeightField, WeakMap<PlanePath, SurfacePath>>();

function surfacePathOf(path: PlanePath, heightField: HeightField): SurfacePath {
  const paths = surfacePaths.get(heightField) ?? new WeakMap<PlanePath, SurfacePath>();
  surfacePaths.set(heightField, paths);
  const surfacePath = paths.get(path) ?? new SurfacePath(path, heightField);
  paths.set(path, surfacePath);
  return surfacePath;
}

/** A path on a surface, projected by a camera. It grows with the path. */
export class DrapedPath {
  readonly xs: number[] = [];
  readonly ys: number[] = [];
  readonly areVisible: boolean[] = [];
  readonly #pane: Pick<Pane, 'heightField' | 'camera'>;
  readonly #surfacePath: SurfacePath;

  /** The path lies on `heightField`, and is hidden by the pane's surface. */
  constructor(
    pane: Pick<Pane, 'heightField' | 'camera'>,
    readonly path: PlanePath,
    heightField = pane.heightField,
  ) {
    this.#pane = pane;
    this.#surfacePath = surfacePathOf(path, heightField);
  }

  /** The index of the sample of each entry of the path. */
  get samples(): readonly number[] {
    return this.#surfacePath.samples;
  }

  /** The samples that get a bead. */
  get beads(): readonly number[] {
    return this.#surfacePath.beads;
  }

  /** Whether each sample lies beyond the edge of the surface. */
  get areOutside(): readonly boolean[] {
    return this.#surfacePath.areOutside;
  }

  /** Projects the new samples of the path. */
  extend(): void {
    const { heightField, camera } = this.#pane;
    const { points } = this.#surfacePath;
    this.#surfacePath.extend();
    for (let sample = this.xs.length; sample < points.length; sample++) {
      const point = points[sample];
      if (!point) return;
      const { x, y, z } = point;
      const projected = camera.project(x, y + LIFT, z);
      this.xs.push(projected.x);
      this.ys.push(projected.y);
      this.areVisible.push(heightField.isVisible({ x, y: y + 2 * LIFT, z }, camera.eye));
    }
  }
}

export interface PathStyle {
  readonly color: string;
  readonly casing: string;
  readonly width: number;
  readonly beadRadius: number;
  /** Whether the query is not selected; its path then has a fainter casing and no beads. */
  readonly isMinor: boolean;
  readonly alpha: number;
}

/**
 * Draws a path: solid up to the step, dotted after it, dashed where the surface hides it, with a bead every ten steps. What
 * lies beyond the edge is not drawn, because it would run along the edge.
 */
export function drawPath(context: CanvasContext, draped: DrapedPath, step: number, style: PathStyle): void {
  const { path, xs, ys, areVisible, areOutside, samples } = draped;
  const current = samples[entryAt(path, step)] ?? 0;
  const { color, width } = style;

  const stroke = (from: number, to: number, visibility: boolean | null, strokeStyle: StrokeStyle) => {
    context.strokeStyle = strokeStyle.color;
    context.lineWidth = strokeStyle.width;
    context.globalAlpha = strokeStyle.alpha * style.alpha;
    context.setLineDash(strokeStyle.dash);
    context.lineCap = strokeStyle.dash.length > 0 ? 'butt' : 'round';
    context.lineJoin = 'round';
    context.beginPath();
    let isOpen = false;
    for (let i = from; i <= to; i++) {
      const isDrawn = areOutside[i] === false && (visibility === null || areVisible[i] === visibility);
      if (isDrawn && isOpen) context.lineTo(xs[i] ?? 0, ys[i] ?? 0);
      else if (isDrawn) context.moveTo(xs[i] ?? 0, ys[i] ?? 0);
      isOpen = isDrawn;
    }
    context.stroke();
  };
  stroke(current, xs.length - 1, null, { color, width: 0.6 * width, alpha: 0.9, dash: [1.5, 3] });
  stroke(0, current, false, { color, width: 0.8 * width, alpha: 0.65, dash: [3, 3] });
  const casingAlpha = style.isMinor ? 0.45 : 0.8;
  stroke(0, current, true, { color: style.casing, width: width + 3, alpha: casingAlpha, dash: [] });
  stroke(0, current, true, { color, width, alpha: 1, dash: [] });
  context.setLineDash([]);
  context.globalAlpha = 1;
  if (style.isMinor) return;

  context.fillStyle = '#FFFFFF';
  for (const sample of draped.beads) {
    if (sample > current) break;
    if (areVisible[sample] !== true || areOutside[sample] !== false) continue;
    context.beginPath();
    context.arc(xs[sample] ?? 0, ys[sample] ?? 0, style.beadRadius, 0, 2 * Math.PI);
    context.fill();
  }
}

interface StrokeStyle {
  readonly color: string;
  readonly width: number;
  readonly alpha: number;
  readonly dash: number[];
}
