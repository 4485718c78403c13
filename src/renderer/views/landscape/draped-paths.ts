import type { ScenePoint, HeightField } from '../../scene/height-field';
import type { PlanePath, PlanePoint } from '../../domain/run/moment';
import type { CanvasContext } from '../canvas-context';
import type { Pane } from './pane';

/** The path floats this much (scene units) above the surface, so that it does not sink into the triangles. */
const FLOAT = 0.03;
/** A step longer than this (scene units) is laid over the heightField in pieces. */
const PIECE = 0.2;
/** Places closer than this (scene units; less than half a pixel) are one: most steps of a descent are at its end, on one spot. */
const STILL = 0.005;
const BEAD_STEPS = 10;

/** A path laid over the heightField, wherever it is seen from. It grows with the path. */
class LaidPath {
  readonly places: ScenePoint[] = [];
  /** The place of each entry of the path; entries on one spot share theirs. */
  readonly samples: number[] = [];
  /** The places that get a bead. */
  readonly beads: number[] = [];

  constructor(
    private readonly path: PlanePath,
    private readonly heightField: HeightField,
  ) {}

  /** Lays down what the path has grown by. */
  extend(): void {
    const { samples, beads, places } = this;
    const { points, steps } = this.path;
    for (let entry = samples.length; entry < points.length; entry++) {
      const point = points[entry];
      if (!point) return;
      this.#lay(points[entry - 1] ?? point, point);
      const sample = places.length - 1;
      samples.push(sample);
      if ((steps[entry] ?? 0) % BEAD_STEPS === 0 && beads.at(-1) !== sample) beads.push(sample);
    }
  }

  #lay(before: PlanePoint, point: PlanePoint): void {
    const { heightField } = this;
    const [from, to] = [heightField.pointAt(before.u, before.v), heightField.pointAt(point.u, point.v)];
    const pieces = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.z - from.z) / PIECE));
    for (let k = 1; k < pieces; k++) {
      const share = k / pieces;
      const [u, v] = [before.u + (point.u - before.u) * share, before.v + (point.v - before.v) * share];
      this.#add(heightField.pointAt(u, v));
    }
    this.#add(to);
  }

  #add(place: ScenePoint): void {
    const last = this.places.at(-1);
    const isStill = last && Math.hypot(place.x - last.x, place.y - last.y, place.z - last.z) < STILL;
    if (!isStill) this.places.push(place);
  }
}

/** They do not depend on the camera, which changes with every frame that turns. */
const laidOn = new WeakMap<HeightField, WeakMap<PlanePath, LaidPath>>();

function laid(path: PlanePath, heightField: HeightField): LaidPath {
  const paths = laidOn.get(heightField) ?? new WeakMap<PlanePath, LaidPath>();
  laidOn.set(heightField, paths);
  const found = paths.get(path) ?? new LaidPath(path, heightField);
  paths.set(path, found);
  return found;
}

/** A path on the heightField as a camera sees it. It grows with the path. */
export class DrapedPath {
  readonly xs: number[] = [];
  readonly ys: number[] = [];
  readonly areVisible: boolean[] = [];
  readonly #pane: Pick<Pane, 'heightField' | 'camera'>;
  readonly #laid: LaidPath;

  /** Laid over `heightField`, and hidden by the pane's surface. */
  constructor(
    pane: Pick<Pane, 'heightField' | 'camera'>,
    readonly path: PlanePath,
    heightField = pane.heightField,
  ) {
    this.#pane = pane;
    this.#laid = laid(path, heightField);
  }

  /** The sample that belongs to each entry of the path. */
  get samples(): readonly number[] {
    return this.#laid.samples;
  }

  /** The samples that get a bead. */
  get beads(): readonly number[] {
    return this.#laid.beads;
  }

  /** Sees what the path has grown by. */
  extend(): void {
    const { heightField, camera } = this.#pane;
    const { places } = this.#laid;
    this.#laid.extend();
    for (let sample = this.xs.length; sample < places.length; sample++) {
      const place = places[sample];
      if (!place) return;
      const { x, y, z } = place;
      const point = camera.project(x, y + FLOAT, z);
      this.xs.push(point.x);
      this.ys.push(point.y);
      this.areVisible.push(heightField.isVisible({ x, y: y + 2 * FLOAT, z }, camera.eye));
    }
  }
}

/** The entry of a path that belongs to a step: the last one that is not after it. */
export function entryAt({ steps }: PlanePath, step: number): number {
  let [low, high] = [0, steps.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((steps[middle] ?? 0) <= step) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface PathStyle {
  readonly color: string;
  readonly casing: string;
  readonly width: number;
  readonly beadRadius: number;
  /** Paths of queries that are not selected: a thin casing, no beads. */
  readonly isMinor: boolean;
  readonly alpha: number;
}

/** Solid where played, dotted where still to come, dashed where the surface hides it; a bead every ten steps. */
export function drawPath(context: CanvasContext, draped: DrapedPath, step: number, style: PathStyle): void {
  const { path, xs, ys, areVisible, samples } = draped;
  const now = samples[entryAt(path, step)] ?? 0;
  const { color, width } = style;

  const stroke = (from: number, to: number, which: boolean | null, strokeStyle: StrokeStyle) => {
    context.strokeStyle = strokeStyle.color;
    context.lineWidth = strokeStyle.width;
    context.globalAlpha = strokeStyle.alpha * style.alpha;
    context.setLineDash(strokeStyle.dash);
    context.lineCap = strokeStyle.dash.length > 0 ? 'butt' : 'round';
    context.lineJoin = 'round';
    context.beginPath();
    let isOpen = false;
    for (let i = from; i <= to; i++) {
      const isDrawn = which === null || areVisible[i] === which;
      if (isDrawn && isOpen) context.lineTo(xs[i] ?? 0, ys[i] ?? 0);
      else if (isDrawn) context.moveTo(xs[i] ?? 0, ys[i] ?? 0);
      isOpen = isDrawn;
    }
    context.stroke();
  };
  stroke(now, xs.length - 1, null, { color, width: 0.6 * width, alpha: 0.9, dash: [1.5, 3] });
  stroke(0, now, false, { color, width: 0.8 * width, alpha: 0.65, dash: [3, 3] });
  const casingAlpha = style.isMinor ? 0.45 : 0.8;
  stroke(0, now, true, { color: style.casing, width: width + 3, alpha: casingAlpha, dash: [] });
  stroke(0, now, true, { color, width, alpha: 1, dash: [] });
  context.setLineDash([]);
  context.globalAlpha = 1;
  if (style.isMinor) return;

  context.fillStyle = '#FFFFFF';
  for (const sample of draped.beads) {
    if (sample > now) break;
    if (areVisible[sample] !== true) continue;
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
