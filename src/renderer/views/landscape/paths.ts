import type { Relief } from '../../scene/relief';
import type { PlanePath, PlanePoint } from '../view-model';
import type { Ink, Pane } from './pane';

/** The path floats this much (scene units) above the surface, so that it does not sink into the triangles. */
const FLOAT = 0.03;
/** A step longer than this (scene units) is laid over the ground in pieces. */
const PIECE = 0.2;
/** Samples closer than this (CSS pixels) are one: most steps of a descent are at its end, on one spot. */
const STILL = 0.4;
const BEAD_STEPS = 10;

/** A path laid over a surface and seen by a camera. It grows with the path. */
export class DrapedPath {
  readonly xs: number[] = [];
  readonly ys: number[] = [];
  readonly areVisible: boolean[] = [];
  /** The sample that belongs to each entry of the path; entries on one spot share theirs. */
  readonly samples: number[] = [];
  /** The samples that get a bead. */
  readonly beads: number[] = [];
  readonly #pane: Pick<Pane, 'relief' | 'camera'>;
  readonly #ground: Relief;

  /** Laid over `ground`, and hidden by the pane's surface. */
  constructor(
    pane: Pick<Pane, 'relief' | 'camera'>,
    readonly path: PlanePath,
    ground = pane.relief,
  ) {
    this.#pane = pane;
    this.#ground = ground;
  }

  /** Lays down what the path has grown by. */
  extend(): void {
    const { samples, beads } = this;
    const { points, steps } = this.path;
    for (let entry = samples.length; entry < points.length; entry++) {
      const point = points[entry];
      if (!point) return;
      this.#lay(points[entry - 1] ?? point, point);
      const sample = this.xs.length - 1;
      samples.push(sample);
      if ((steps[entry] ?? 0) % BEAD_STEPS === 0 && beads.at(-1) !== sample) beads.push(sample);
    }
  }

  #lay(before: PlanePoint, point: PlanePoint): void {
    const ground = this.#ground;
    const [from, to] = [ground.stand(before.u, before.v), ground.stand(point.u, point.v)];
    const pieces = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.z - from.z) / PIECE));
    for (let k = 1; k <= pieces; k++) {
      const share = k / pieces;
      this.#add(before.u + (point.u - before.u) * share, before.v + (point.v - before.v) * share);
    }
  }

  #add(u: number, v: number): void {
    const { relief, camera } = this.#pane;
    const { xs, ys, areVisible } = this;
    const { x, y, z } = this.#ground.stand(u, v);
    const point = camera.project(x, y + FLOAT, z);
    const isVisible = relief.isVisible({ x, y: y + 2 * FLOAT, z }, camera.eye);
    const moved = Math.hypot(point.x - (xs.at(-1) ?? Infinity), point.y - (ys.at(-1) ?? Infinity));
    if (moved < STILL && isVisible === areVisible.at(-1)) return;
    xs.push(point.x);
    ys.push(point.y);
    areVisible.push(isVisible);
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

export interface PathLook {
  readonly color: string;
  readonly casing: string;
  readonly width: number;
  readonly beadRadius: number;
  /** Paths of queries that are not selected: a thin casing, no beads. */
  readonly isMinor: boolean;
  readonly alpha: number;
}

/** Solid where played, dotted where still to come, dashed where the surface hides it; a bead every ten steps. */
export function drawPath(ink: Ink, draped: DrapedPath, step: number, look: PathLook): void {
  const { path, xs, ys, areVisible, samples } = draped;
  const now = samples[entryAt(path, step)] ?? 0;
  const { color, width } = look;

  const stroke = (from: number, to: number, which: boolean | null, style: Stroke) => {
    ink.strokeStyle = style.color;
    ink.lineWidth = style.width;
    ink.globalAlpha = style.alpha * look.alpha;
    ink.setLineDash(style.dash);
    ink.lineCap = style.dash.length > 0 ? 'butt' : 'round';
    ink.lineJoin = 'round';
    ink.beginPath();
    let isOpen = false;
    for (let i = from; i <= to; i++) {
      const isDrawn = which === null || areVisible[i] === which;
      if (isDrawn && isOpen) ink.lineTo(xs[i] ?? 0, ys[i] ?? 0);
      else if (isDrawn) ink.moveTo(xs[i] ?? 0, ys[i] ?? 0);
      isOpen = isDrawn;
    }
    ink.stroke();
  };
  stroke(now, xs.length - 1, null, { color, width: 0.6 * width, alpha: 0.9, dash: [1.5, 3] });
  stroke(0, now, false, { color, width: 0.8 * width, alpha: 0.65, dash: [3, 3] });
  const casingAlpha = look.isMinor ? 0.45 : 0.8;
  stroke(0, now, true, { color: look.casing, width: width + 3, alpha: casingAlpha, dash: [] });
  stroke(0, now, true, { color, width, alpha: 1, dash: [] });
  ink.setLineDash([]);
  ink.globalAlpha = 1;
  if (look.isMinor) return;

  ink.fillStyle = '#FFFFFF';
  for (const sample of draped.beads) {
    if (sample > now) break;
    if (areVisible[sample] !== true) continue;
    ink.beginPath();
    ink.arc(xs[sample] ?? 0, ys[sample] ?? 0, look.beadRadius, 0, 2 * Math.PI);
    ink.fill();
  }
}

interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly alpha: number;
  readonly dash: number[];
}
